using System.Collections.Immutable;

namespace Forlop.Pathways.Dates;

/// <summary>One of the time limits that a service may set, by name: the one list of them.</summary>
public sealed record DeadlineSlot(Func<DeadlineRules, DeadlineRule> Of, Func<DeadlineRules, DeadlineRule, DeadlineRules> With)
{
    public static ImmutableArray<DeadlineSlot> All { get; } =
    [
        new(rules => rules.Consideration, (rules, rule) => rules with { Consideration = rule }),
        new(rules => rules.Consent, (rules, rule) => rules with { Consent = rule }),
        new(rules => rules.ClarificationMeeting, (rules, rule) => rules with { ClarificationMeeting = rule }),
        new(rules => rules.Receipt, (rules, rule) => rules with { Receipt = rule }),
        new(rules => rules.AssumedReceipt, (rules, rule) => rules with { AssumedReceipt = rule }),
        new(rules => rules.ContactRetry, (rules, rule) => rules with { ContactRetry = rule }),
        new(rules => rules.FollowUp, (rules, rule) => rules with { FollowUp = rule }),
        new(rules => rules.NextStep, (rules, rule) => rules with { NextStep = rule }),
        new(rules => rules.Handover, (rules, rule) => rules with { Handover = rule }),
        new(rules => rules.Suspension, (rules, rule) => rules with { Suspension = rule }),
        new(rules => rules.SpecialistAnswer, (rules, rule) => rules with { SpecialistAnswer = rule }),
        new(rules => rules.BasicAssessment, (rules, rule) => rules with { BasicAssessment = rule }),
        new(rules => rules.ExtendedAssessment, (rules, rule) => rules with { ExtendedAssessment = rule }),
        new(rules => rules.StartOfHelp, (rules, rule) => rules with { StartOfHelp = rule }),
        new(rules => rules.Answer, (rules, rule) => rules with { Answer = rule }),
        new(rules => rules.Report, (rules, rule) => rules with { Report = rule }),
        new(rules => rules.StatusMeeting, (rules, rule) => rules with { StatusMeeting = rule }),
        new(rules => rules.Closure, (rules, rule) => rules with { Closure = rule }),
    ];

    /// <summary>As a settings file names it: <c>answer_bup</c>.</summary>
    public string Key { get; } = Of(DeadlineRules.Default).Name.Replace('-', '_');
}
