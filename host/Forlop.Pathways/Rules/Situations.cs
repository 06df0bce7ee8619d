using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>
/// The child's situation, day by day: each that is known holds from its own day until that of the next, in whichever order
/// they were entered. The first one holds before its day too, for nothing is known of an earlier one.
/// </summary>
public static class Situations
{
    /// <summary>The situation of that day, as it is known now.</summary>
    public static Circumstances On(Pathway pathway, LocalDate day)
    {
        var on = Day.Format(day);
        return IsFrom(pathway.CircumstancesSinceOn, on) || pathway.EarlierSituations.Count == 0
            ? pathway.Circumstances
            : (pathway.EarlierSituations.LastOrDefault(situation => IsFrom(situation.SinceOn, on)) ?? pathway.EarlierSituations[0]).Circumstances;
    }

    /// <summary>The day from which another situation is known to have held after the one of <paramref name="on"/>; null when none is.</summary>
    public static LocalDate? EndOn(Pathway pathway, string on)
    {
        var next = pathway.EarlierSituations.Select(situation => situation.SinceOn).Append(pathway.CircumstancesSinceOn).FirstOrDefault(since => !IsFrom(since, on), "");
        return next.Length > 0 ? Day.Parse(next) : null;
    }

    /// <summary>Enters one where it belongs. Of two from the same day the later entered counts. A birth date was the right one all along.</summary>
    internal static void Enter(Pathway pathway, Circumstances circumstances, string sinceOn)
    {
        List<Situation> known = [.. pathway.EarlierSituations, new Situation { Circumstances = pathway.Circumstances, SinceOn = pathway.CircumstancesSinceOn }];
        known.RemoveAll(situation => situation.SinceOn == sinceOn);
        known.Insert(known.FindLastIndex(situation => IsFrom(situation.SinceOn, sinceOn)) + 1, new Situation { Circumstances = circumstances.Clone(), SinceOn = sinceOn });
        known.ForEach(situation => situation.Circumstances.BirthOn = circumstances.BirthOn);
        (pathway.Circumstances, pathway.CircumstancesSinceOn) = (known[^1].Circumstances, known[^1].SinceOn);
        pathway.EarlierSituations.Clear();
        pathway.EarlierSituations.AddRange(known[..^1]);
    }

    private static bool IsFrom(string since, string on) => string.CompareOrdinal(since, on) <= 0;
}
