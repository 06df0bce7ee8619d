using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>
/// The ages at which the rules ask something: 7 and 12 the child is heard and weighed otherwise, 15 it consents for itself
/// to contact, 16 to health care, 18 the parents have no role, and above an age the pathway is not meant for it any more.
/// </summary>
public static class Birthdays
{
    /// <summary>The upper age of the 2020 text.</summary>
    public const int EarlierUpperAge = 23;

    private static readonly int[] Ages = [7, 12, Consents.AgeOfOwnConsent, 16, 18, EarlierUpperAge, 25];

    /// <summary>Those still ahead when the pathway was opened and not yet marked, the next one first.</summary>
    public static IEnumerable<(int Age, LocalDate Day)> Ahead(Pathway pathway)
    {
        if (pathway.Circumstances is null || PathwayDefinition.HasEnded(pathway.State))
        {
            return [];
        }

        var birth = Day.Parse(pathway.Circumstances.BirthOn);
        var atOpening = Day.Age(birth, Day.Parse(pathway.OpenedOn));
        return Ages.Where(age => age > atOpening && !pathway.AgesReached.Contains(age)).Select(age => (age, On(birth, age)));
    }

    // The first day on which the rule of ages says so, also for those born on 29 February.
    private static LocalDate On(LocalDate birth, int age)
    {
        var day = birth.PlusYears(age);
        return Day.Age(birth, day) >= age ? day : day.PlusDays(1);
    }
}
