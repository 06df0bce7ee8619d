using Forlop.Contracts.V1;

namespace Forlop.Pathways;

/// <summary>What a pure decision yields: events to append, or a refusal. Nothing has happened yet.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>
    /// The events in their order, each with payload, <c>occurred_on</c> and <c>source</c>; the writer adds id, version,
    /// record time and actor. <paramref name="SubjectId"/> is the consent, meeting or engagement that was created.
    /// </summary>
    public sealed record Accepted(IReadOnlyList<HistoryEntry> Events, string SubjectId = "") : Decision
    {
        /// <summary>What follows from the state to which the events lead; asked of whoever folds them, so that they are folded once.</summary>
        internal Func<Pathway, IReadOnlyList<HistoryEntry>>? Consequences { get; init; }
    }

    /// <summary>The caller should expect this: not permitted now, and what is.</summary>
    public sealed record Refused(Refusal Refusal) : Decision;
}
