using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Texts;

namespace Forlop.Pathways.Tests.Texts;

public sealed partial class TextTests
{
    // Asked for by the host, which answers these itself: by reason, by the checks of ids and pages, and for routes.
    private static readonly string[] OfTheHost =
    [
        "malformed.uuid", "malformed.page-size", "malformed.unknown-field", "malformed.not-a-message", "malformed.reply-code", "task.FollowUpReport.NotAsked", "task.SendMoreInfo.NotAllowed", "task.AssessOtherBasis.Ended", "malformed.reference-taken", "malformed.reference-left", "routing.failed", "case-system.failed", "case-system.not-told", "routing.acute", "plugin.gone", "plugin.retired", "intake.received", "intake.not-matched", "intake.refused",
        .. new[]
        {
            RefusalReason.RequestIdReused, RefusalReason.ActorMissing, RefusalReason.CredentialInvalid, RefusalReason.RoleNotAllowed, RefusalReason.TenantUnclear,
            RefusalReason.NotFound, RefusalReason.VersionMismatch, RefusalReason.NotPermittedNow, RefusalReason.StoreFull, RefusalReason.StoreFaulted,
            RefusalReason.ClockFixed, RefusalReason.CursorInvalid, RefusalReason.Stopping, RefusalReason.PluginUnknown, RefusalReason.PluginChanged, RefusalReason.PluginBroken, RefusalReason.PluginOfAnotherKind,
        }.Select(reason => $"refusal.{reason}"),
    ];

    [Fact]
    public void Every_key_that_the_code_can_ask_for_exists_and_no_other_does() => Assert.Equal(Asked().Distinct().Order(), Text.Keys.Order());

    [Fact]
    public void Every_sentence_is_written_in_both_forms_with_the_same_blanks() =>
        Assert.All(Text.Keys, key =>
        {
            var sentence = Text.Of(key);
            Assert.False(string.IsNullOrWhiteSpace(sentence.Nb) || string.IsNullOrWhiteSpace(sentence.Nn), key);
            Assert.Equal(Blanks().Matches(sentence.Nb).Select(blank => blank.Value).Order(), Blanks().Matches(sentence.Nn).Select(blank => blank.Value).Order());
        });

    [Fact]
    public void Nynorsk_holds_no_word_that_only_bokmaal_has() =>
        Assert.All(Text.Keys, key => Assert.DoesNotMatch(OnlyBokmaal(), Text.Of(key).Nn));

    [Fact]
    public void Bokmaal_holds_no_word_that_only_nynorsk_has() =>
        Assert.All(Text.Keys, key => Assert.DoesNotMatch(OnlyNynorsk(), Text.Of(key).Nb));

    [Fact]
    public void Why_not_is_a_sentence_in_every_state()
    {
        var waiting = PermittedActions.Of(Decisions.Given.AwaitingConsent().Now, Decisions.Given.AwaitingConsent().Facts).Single(action => action.Rpc == "PathwayService.ClosePathway");

        Assert.Equal("Dette er ikke mulig nå. Forløpet har status «avventer samtykke».", waiting.WhyNot.Nb);
        Assert.Equal("Dette er ikkje mogleg no. Forløpet har status «ventar på samtykke».", waiting.WhyNot.Nn);
    }

    [Fact]
    public void Every_rpc_that_a_person_can_be_offered_has_somebody_who_may_call_it() =>
        Assert.All(Rpcs(), rpc => Assert.Contains(Role.Caseworker, Rights.RolesOf(rpc)));

    [Fact]
    public void An_rpc_without_a_row_is_closed_to_everybody() => Assert.Empty(Rights.RolesOf("PathwayService.NoSuchThing"));

    private static IEnumerable<string> Asked()
    {
        var reached = PathwayDefinition.V1.Moves.SelectMany(move => new[] { move.From, move.To });
        string[] states = [.. reached.Concat(Enum.GetValues<PathwayState>().Where(PathwayDefinition.HasEnded)).Append(PathwayState.Suspended)
            .Where(state => state != PathwayState.Active).Select(state => $"state.{state}")];
        return
        [
            .. states,
            .. Of<EngagementState>("engagement"),
            .. Rpcs().Select(rpc => $"action.{rpc.Split('.')[1]}"),
            .. PathwayDefinition.V1.Moves.SelectMany(move => move.Guards).Select(guard => $"guard.{guard}"),
            .. Of<TaskKind>("task"),
            .. new[] { 7, 12, 15, 16, 18, 23, 25 }.Select(age => $"task.Birthday.{age}"),
            "task.FollowUpReport.NotAsked",
            "task.SendMoreInfo.NotAllowed",
            "task.AssessOtherBasis.Ended",
            "task.SettleFiling.Late",
            "task.SettleFiling.Elsewhere",
            "task.ReadLateReport.Settled",
            "task.SettleDelivery.Held",
            "task.at",
            .. Of<HealthArea>("area"),
            .. Of<DeadlineKind>("deadline.since"),
            .. Enum.GetValues<DeadlineUnit>().SelectMany(unit => new[] { $"deadline.{unit}.one", $"deadline.{unit}.many" }),
            .. Literals(),
            .. OfTheHost,
        ];
    }

    private static IEnumerable<string> Of<T>(string family)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => !value.Equals(default(T))).Select(value => $"{family}.{value}");

    // What PermittedActions lists, on a pathway that has one of everything.
    private static IEnumerable<string> Rpcs()
    {
        var pathway = Decisions.Given.Prepared().Do(Decisions.Requests.Call(MeetingKind.Status, "2026-01-20")).Now;
        pathway.Filings.AddRange(Decisions.ExchangeTests.Parked().Now.Filings);
        return PermittedActions.Of(pathway, new Forlop.Pathways.Decisions.Facts(new NodaTime.LocalDate(2026, 1, 12), Forlop.Pathways.Settings.ServiceSettings.Default)).Select(action => action.Rpc).Distinct();
    }

    // Keys that stand whole in the source, and the cures of malformed fields.
    private static IEnumerable<string> Literals()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Here())!, "../../../host/Forlop.Pathways");
        foreach (var source in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText))
        {
            foreach (Match found in Whole().Matches(source))
            {
                yield return found.Groups["key"].Value;
            }

            foreach (Match found in Cure().Matches(source))
            {
                yield return $"malformed.{found.Groups["key"].Value}";
            }
        }
    }

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"\{[0-9]\}")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\b(ikke|hvem|hvordan|hvorfor|noen|noe|fra|være|blir ikke|henvisning\w*|tjeneste[nr]?|mulig|nå|også|jeg|enn å|uten|flere|videre|samme|dekker|begynte|uke[r]?|beslutning\w*|opplysninger|kun|bare|etterpå|gjøre|sende[rs]|startet|avsluttet|mottatt)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OnlyBokmaal();

    [GeneratedRegex(@"\b(ikkje|kven|korleis|kvifor|nokon|noko|frå|vere|tilvising\w*|teneste\w*|mogleg|utan|fleire|vidare|same|dekkjer|veke[r]?|berre|gjere|vart|ein|eit|ho)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OnlyNynorsk();

    [GeneratedRegex("\"(?<key>(refusal|why-not|deadline|routing|disclosure)\\.[A-Za-z.-]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex("(Malformed|ImpossibleDate)\\([^;]*?, \"(?<key>[a-z-]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Cure();
}
