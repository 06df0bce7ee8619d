using Forlop.Contracts.V1;
using Forlop.Pathways.Texts;
using NodaTime;

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

    /// <summary>A refusal that needs nothing but its reason.</summary>
    public static Refusal Of(RefusalReason reason, bool retryCanHelp = false, params IEnumerable<Role> whoCanAct)
    {
        var refusal = new Refusal { Reason = reason, RetryCanHelp = retryCanHelp, Message = Text.Of($"refusal.{reason}") };
        refusal.WhoCanAct.AddRange(whoCanAct);
        return refusal;
    }

    /// <summary>Not now: with the state, what is possible instead, and who can do something about it.</summary>
    /// <param name="rpc">What was asked for, as <c>Service.Rpc</c>.</param>
    public static Refusal NotNow(Pathway pathway, LocalDate today, string rpc, RefusalReason reason, LocalizedText message)
    {
        var refusal = new Refusal { Reason = reason, Message = message, State = pathway.State };
        refusal.PermittedActions.AddRange(PermittedActions.Of(pathway, today));
        refusal.WhoCanAct.AddRange(Rights.RolesOf(rpc));
        return refusal;
    }

    public static Refusal AlreadyOpen(Pathway existing, LocalDate today)
    {
        var refusal = NotNow(existing, today, "PathwayService.OpenPathway", RefusalReason.AlreadyOpen, Text.Of("refusal.AlreadyOpen"));
        refusal.ExistingPathwayId = existing.PathwayId;
        return refusal;
    }

    public static Refusal VersionMismatch(Pathway current, LocalDate today)
    {
        var refusal = NotNow(current, today, "", RefusalReason.VersionMismatch, Text.Of("refusal.VersionMismatch"));
        refusal.CurrentVersion = current.Version;
        return refusal;
    }
}
