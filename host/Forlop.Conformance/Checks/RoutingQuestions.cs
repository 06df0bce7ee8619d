using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Forlop.Conformance.Reports;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance.Checks;

/// <summary>
/// Invented questions: each area, acuteness, grade and age with each other at the first number that the rules name; each area, acuteness
/// and grade with each other at every number that the rules name or that the kit was told; every other number that is, was or can be one
/// once; placements, bases and ids in turn. A plugin that is not told a field is not asked twice for it.
/// </summary>
internal static partial class RoutingQuestions
{
    // Two digits of the county and two of its own: more than there are, and none that there will be is missed.
    private static readonly string[] Counties = ["03", "11", "15", "18", "31", "32", "33", "34", "39", "40", "42", "46", "50", "55", "56"];

    // Svalbard, Jan Mayen and the shelf have numbers as if they were counties.
    private static readonly string[] OutsideCounties = ["21", "22", "23"];

    // Counties that are no more: registers and people still hold their numbers, such as 1201 of Bergen.
    private static readonly string[] FormerCounties = ["01", "02", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14", "16", "17", "19", "20", "30", "38", "54"];

    // Of a table that names more than there are municipalities, these many are crossed; the others are asked about once.
    private const int MostCrossed = 400;

    private const string Home = "0301";

    // Around each age at which an act has a limit; null is not told.
    private static readonly int?[] Ages = [null, 0, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 23, 24, 25];

    private static readonly HealthArea[][] Areas = [.. Values<HealthArea>().Select(area => new[] { area }), Values<HealthArea>()];

    // The package's ids of schools and offices are known to it alone; these are known to nobody.
    private static readonly string[] Ids = ["", "no-such-id"];

    /// <summary>Which numbers a package is asked about, and how closely.</summary>
    /// <exception cref="CannotExamineException">A number that the kit was told is none.</exception>
    public static AskedNumbers NumbersFor(StagedPlugin plugin, ConformanceOptions options)
    {
        var crossed = CrossedOf(plugin, options);
        return new AskedNumbers { Crossed = crossed, With = "area, acuteness and protection grade, as the responsible and as the resident municipality; the first of them with age too", Once = AllOf(plugin, crossed).Count - crossed.Count };
    }

    public static IReadOnlyList<RouteRequest> For(StagedPlugin plugin, string tenant, string todayOn, ConformanceOptions options)
    {
        var crossed = CrossedOf(plugin, options);
        var home = crossed[0];
        var all = AllOf(plugin, crossed);
        var dimensions = new Turns();
        var questions = new List<RouteRequest>();
        foreach (var areas in Areas)
            foreach (var acuteness in Values<Acuteness>())
                foreach (var grade in Enum.GetValues<ProtectionGrade>())
                    foreach (var age in Ages)
                        questions.Add(dimensions.Next(areas, acuteness, grade, age, home, all));
        foreach (var number in crossed)
            foreach (var areas in Areas)
                foreach (var acuteness in Values<Acuteness>())
                    foreach (var grade in Enum.GetValues<ProtectionGrade>())
                    {
                        // Its own child, and one that it is responsible for and that lives elsewhere; and one that lives there, of another.
                        questions.Add(dimensions.Next(areas, acuteness, grade, Ages[questions.Count % Ages.Length], number, [number]));
                        questions.Add(dimensions.Next(areas, acuteness, grade, Ages[questions.Count % Ages.Length], home, [number]));
                    }

        foreach (var (at, number) in all.Index())
            questions.Add(dimensions.Next(Areas[at % Areas.Length], Values<Acuteness>()[at % Values<Acuteness>().Length], Enum.GetValues<ProtectionGrade>()[at % Enum.GetValues<ProtectionGrade>().Length], Ages[at % Ages.Length], number, [number]));
        foreach (var question in questions)
            (question.TenantId, question.TodayOn) = (tenant, todayOn);
        return [.. questions.Select(question => (RouteRequest)FieldGate.Pass(question, plugin.Granted)).Distinct().Where((_, at) => at % options.QuestionStride == 0)];
    }

    private static IReadOnlyList<string> CrossedOf(StagedPlugin plugin, ConformanceOptions options)
    {
        if (options.Kommunenummer.FirstOrDefault(number => number.Length != 4 || !number.All(char.IsAsciiDigit)) is { } wrong)
            throw new CannotExamineException($"'{PackagePath.Shown(wrong)}' is no kommunenummer: that has four digits.");
        return [.. NamedIn(plugin).Take(MostCrossed).Concat(options.Kommunenummer).DefaultIfEmpty(Home).Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> AllOf(StagedPlugin plugin, IReadOnlyList<string> crossed) =>
        [.. crossed.Union(NamedIn(plugin)).Union(from county in Counties.Concat(OutsideCounties).Concat(FormerCounties) from number in Enumerable.Range(0, 100) select $"{county}{number.ToString("00", CultureInfo.InvariantCulture)}")];

    // Whatever looks like a kommunenummer in the rules. In the contacts it would be a postcode.
    private static IReadOnlyList<string> NamedIn(StagedPlugin plugin) =>
        [.. plugin.Manifest.Data.Where(file => file.Key != "contacts").Select(file => file.Value).SelectMany(file => FourDigits().Matches(Encoding.UTF8.GetString(plugin.Read(file)))).Select(match => match.Value).Distinct(StringComparer.Ordinal)];

    private static T[] Values<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(value => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0)];

    [GeneratedRegex("(?<![0-9-])[0-9]{4}(?![0-9-])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FourDigits();

    // What is not crossed with the rest goes round at lengths of its own, so that it meets most of it.
    private sealed class Turns
    {
        private int turn;

        public RouteRequest Next(HealthArea[] areas, Acuteness acuteness, ProtectionGrade grade, int? age, string responsible, IReadOnlyList<string> residents)
        {
            turn++;
            var question = new RouteRequest
            {
                Areas = { areas },
                Acuteness = acuteness,
                ProtectionGrade = grade,
                ResponsibleKommunenummer = responsible,
                ResidentKommunenummer = turn % 5 == 0 || residents.Count == 0 ? "" : residents[turn % residents.Count],
                PlacementKind = Enum.GetValues<PlacementKind>()[turn % Enum.GetValues<PlacementKind>().Length],
                CareBasis = Enum.GetValues<CareBasis>()[turn % Enum.GetValues<CareBasis>().Length],
                SchoolId = Ids[turn / 2 % 2],
                InstitutionId = Ids[turn / 4 % 2],
                GpOfficeId = Ids[turn / 8 % 2],
                ResidentDistrict = Ids[turn / 16 % 2],
            };
            if (age is { } years)
                question.AgeYears = years;
            return question;
        }
    }
}
