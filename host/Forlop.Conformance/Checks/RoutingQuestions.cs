using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance.Checks;

/// <summary>
/// Invented questions that leave nothing out: each area, acuteness, grade and age with each other, at every number that can be a
/// kommunenummer, with placements, bases and ids in turn. A plugin that is not told a field is not asked twice for it.
/// </summary>
internal static partial class RoutingQuestions
{
    // Two digits of the county and two of its own: more than there are, and none that there will be is missed.
    private static readonly string[] Counties = ["03", "11", "15", "18", "31", "32", "33", "34", "39", "40", "42", "46", "50", "55", "56"];

    // Around each age at which an act has a limit; null is not told.
    private static readonly int?[] Ages = [null, 0, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 23, 24, 25];

    private static readonly HealthArea[][] Areas = [.. Values<HealthArea>().Select(area => new[] { area }), Values<HealthArea>()];

    // The package's ids of schools and offices are known to it alone; these are known to nobody.
    private static readonly string[] Ids = ["", "no-such-id"];

    public static IReadOnlyList<RouteRequest> For(Specimen specimen, string todayOn)
    {
        var own = NumbersOf(specimen.Plugin);
        var home = own.Count > 0 ? own[0] : "0301";
        string[] all = [.. own.Union(from county in Counties from number in Enumerable.Range(0, 100) select $"{county}{number.ToString("00", CultureInfo.InvariantCulture)}")];
        var dimensions = new Turns();
        var questions = new List<RouteRequest>();
        foreach (var areas in Areas)
            foreach (var acuteness in Values<Acuteness>())
                foreach (var grade in Enum.GetValues<ProtectionGrade>())
                    foreach (var age in Ages)
                        questions.Add(dimensions.Next(areas, acuteness, grade, age, home, all));
        foreach (var (at, number) in all.Index())
            questions.Add(dimensions.Next(Areas[at % Areas.Length], Values<Acuteness>()[at % Values<Acuteness>().Length], Enum.GetValues<ProtectionGrade>()[at % Enum.GetValues<ProtectionGrade>().Length], Ages[at % Ages.Length], number, [number]));
        foreach (var question in questions)
            (question.TenantId, question.TodayOn) = (specimen.Tenant, todayOn);
        return [.. questions.Select(question => (RouteRequest)FieldGate.Pass(question, specimen.Plugin.Granted)).Distinct().Where((_, at) => at % specimen.Options.QuestionStride == 0)];
    }

    /// <summary>Whatever looks like a kommunenummer in the package's data.</summary>
    private static IReadOnlyList<string> NumbersOf(StagedPlugin plugin) =>
        [.. plugin.Manifest.Data.Values.SelectMany(file => FourDigits().Matches(Encoding.UTF8.GetString(plugin.Read(file)))).Select(match => match.Value).Distinct(StringComparer.Ordinal)];

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
