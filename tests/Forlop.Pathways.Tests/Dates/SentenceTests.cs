using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using static Forlop.Contracts.V1.DeadlineKind;

namespace Forlop.Pathways.Tests.Dates;

/// <summary>Why a date is due, as a caseworker reads it. The stored deadline alone is asked: rule id, kind, start, end, basis.</summary>
public sealed class SentenceTests
{
    public static TheoryData<string, DeadlineKind, DeadlineBasis, string, string, string, string> Sentences => new()
    {
        {
            "answer-bup-10wd", Answer, DeadlineBasis.National, "2026-04-29", "2026-05-15",
            "10 virkedager etter at henvisningen ble mottatt 29.04.2026; 1. og 14. mai er ikke virkedager",
            "10 verkedagar etter at tilvisinga blei motteken 29.04.2026; 1. og 14. mai er ikkje verkedagar"
        },
        {
            "answer-bup-10wd.sat", Answer, DeadlineBasis.Local, "2026-04-29", "2026-05-12",
            "10 virkedager etter at henvisningen ble mottatt 29.04.2026; lørdager regnes med; 1. mai er ikke virkedag (lokal standard)",
            "10 verkedagar etter at tilvisinga blei motteken 29.04.2026; laurdagar er rekna med; 1. mai er ikkje verkedag (lokal standard)"
        },
        {
            "receipt-5wd.no24.no31", DeadlineKind.Receipt, DeadlineBasis.Local, "2026-12-22", "2027-01-04",
            "5 virkedager etter at henvisningen ble sendt 22.12.2026; 24., 25. og 31. desember og 1. januar er ikke virkedager (lokal standard)",
            "5 verkedagar etter at tilvisinga blei send 22.12.2026; 24., 25. og 31. desember og 1. januar er ikkje verkedagar (lokal standard)"
        },
        {
            "follow-up-1wd", DeadlineKind.FollowUp, DeadlineBasis.Local, "2026-01-12", "2026-01-13",
            "1 virkedag etter at oppgaven oppsto 12.01.2026 (lokal standard)",
            "1 verkedag etter at oppgåva oppstod 12.01.2026 (lokal standard)"
        },
        {
            "clarification-meeting-2w", ClarificationMeeting, DeadlineBasis.Local, "2026-03-19", "2026-04-07",
            "2 uker etter at forløpet startet 19.03.2026; flyttet fra 02.04.2026, som ikke er virkedag (lokal standard)",
            "2 veker etter at forløpet starta 19.03.2026; flytta frå 02.04.2026, som ikkje er verkedag (lokal standard)"
        },
        {
            "clarification-meeting-2w.previous", ClarificationMeeting, DeadlineBasis.Local, "2026-03-19", "2026-04-01",
            "2 uker etter at forløpet startet 19.03.2026; flyttet fra 02.04.2026, som ikke er virkedag (lokal standard)",
            "2 veker etter at forløpet starta 19.03.2026; flytta frå 02.04.2026, som ikkje er verkedag (lokal standard)"
        },
        {
            "clarification-meeting-2w.unchanged", ClarificationMeeting, DeadlineBasis.Local, "2026-03-19", "2026-04-02",
            "2 uker etter at forløpet startet 19.03.2026; 02.04.2026 er ikke virkedag, men datoen flyttes ikke (lokal standard)",
            "2 veker etter at forløpet starta 19.03.2026; 02.04.2026 er ikkje verkedag, men datoen blir ikkje flytta (lokal standard)"
        },
        {
            "consideration-1w", Consideration, DeadlineBasis.Local, "2026-01-12", "2026-01-19",
            "1 uke etter at vurderingen begynte 12.01.2026 (lokal standard)",
            "1 veke etter at vurderinga tok til 12.01.2026 (lokal standard)"
        },
        {
            "report-3mo", Report, DeadlineBasis.Local, "2026-11-30", "2027-03-01",
            "3 måneder etter at helsetjenesten tok imot 30.11.2026; flyttet fra 28.02.2027, som ikke er virkedag (lokal standard)",
            "3 månader etter at helsetenesta tok imot 30.11.2026; flytta frå 28.02.2027, som ikkje er verkedag (lokal standard)"
        },
        {
            "closure-1mo", DeadlineKind.Closure, DeadlineBasis.Local, "2026-01-12", "2026-02-12",
            "1 måned etter at avslutning ble foreslått 12.01.2026 (lokal standard)",
            "1 månad etter at avslutning blei foreslått 12.01.2026 (lokal standard)"
        },
        {
            "report-42d", Report, DeadlineBasis.National, "2026-01-12", "2026-02-23",
            "42 dager etter at helsetjenesten tok imot 12.01.2026",
            "42 dagar etter at helsetenesta tok imot 12.01.2026"
        },
        {
            "agreed", StatusMeeting, DeadlineBasis.Unspecified, "2026-02-02", "2026-03-01",
            "avtalt dag, etter møtet 02.02.2026",
            "avtalt dag, etter møtet 02.02.2026"
        },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_stored_deadline_says_why_in_both_forms(string ruleId, DeadlineKind kind, DeadlineBasis basis, string start, string due, string nb, string nn)
    {
        var stored = new Deadline { RuleId = ruleId, Kind = kind, Basis = basis, StartsOn = start, DueOn = due };

        var why = DeadlineText.Explain(stored);

        Assert.Equal((nb, nn), (why.Nb, why.Nn));
        if (DeadlineRules.Of(stored) is { } rule)
        {
            Assert.Equal((ruleId, due), (rule.Id, Day.Format(rule.DueOn(Day.Parse(start)))));
        }
    }
}
