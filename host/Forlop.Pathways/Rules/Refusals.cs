using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Texts;

namespace Forlop.Pathways.Rules;

/// <summary>Refusals in words that a caseworker can use. None ever repeats what the caller sent.</summary>
public static class Refusals
{
    /// <summary>A field is missing or not of its form.</summary>
    /// <param name="field">As the proto names it.</param>
    /// <param name="cure">The key of the sentence that says what is wanted, under <c>malformed.</c>.</param>
    public static Refusal Malformed(string field, string cure, RefusalReason reason = RefusalReason.Malformed) => new()
    {
        Reason = reason,
        Field = field,
        Message = Text.Of("refusal.malformed", Text.Same(field), Text.Of($"malformed.{cure}")),
    };

    /// <summary>The date cannot be: it lies ahead, or before what it depends on.</summary>
    public static Refusal ImpossibleDate(string field, string why) => Malformed(field, why, RefusalReason.DateImpossible);

    /// <summary>The service has said whom it serves, and this is somebody else's.</summary>
    public static Refusal NotServed(string field) => new() { Reason = RefusalReason.NotServed, Field = field, Message = Text.Of("refusal.NotServed") };

    /// <summary>A refusal that needs nothing but its reason.</summary>
    public static Refusal Of(RefusalReason reason, bool retryCanHelp = false, params IEnumerable<Role> whoCanAct)
    {
        var refusal = new Refusal { Reason = reason, RetryCanHelp = retryCanHelp, Message = Text.Of($"refusal.{reason}") };
        refusal.WhoCanAct.AddRange(whoCanAct);
        return refusal;
    }

    /// <summary>Not now: with the state, what is possible instead, and who can do something about it.</summary>
    /// <param name="rpc">What was asked for, as <c>Service.Rpc</c>.</param>
    public static Refusal NotNow(Pathway pathway, Facts facts, string rpc, RefusalReason reason, LocalizedText message)
    {
        var refusal = new Refusal { Reason = reason, Message = message, State = pathway.State };
        refusal.PermittedActions.AddRange(PermittedActions.Of(pathway, facts));
        refusal.WhoCanAct.AddRange(reason == RefusalReason.LeaderNeeded ? Rights.LeaderAlone : Rights.RolesOf(rpc));
        return refusal;
    }

    public static Refusal AlreadyOpen(Pathway existing, Facts facts)
    {
        var refusal = NotNow(existing, facts, "PathwayService.OpenPathway", RefusalReason.AlreadyOpen, Text.Of("refusal.AlreadyOpen"));
        refusal.ExistingPathwayId = existing.PathwayId;
        return refusal;
    }

    public static Refusal VersionMismatch(Pathway current, Facts facts)
    {
        var refusal = NotNow(current, facts, "", RefusalReason.VersionMismatch, Text.Of("refusal.VersionMismatch"));
        refusal.CurrentVersion = current.Version;
        return refusal;
    }

    /// <summary>A later entry depends on the one that was to be put right.</summary>
    public static Refusal EntryNeeded(Pathway pathway, Facts facts, string rpc, HistoryEntry later)
    {
        var refusal = NotNow(pathway, facts, rpc, RefusalReason.EntryNeeded, Text.Of("refusal.EntryNeeded", Text.Same(later.EventId)));
        refusal.EventId = later.EventId;
        return refusal;
    }
}
