using System.Collections.Frozen;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;

namespace Forlop.Pathways.Settings;

/// <summary>Which comes first in a service.</summary>
public enum PathwayOrder
{
    /// <summary>Health is called to the avklaringsmøte, and referrals follow from it.</summary>
    MeetingFirst,

    /// <summary>A referral may leave before the avklaringsmøte, which still has to be held.</summary>
    ReferralFirst,
}

/// <summary>What a child's own "no" does while the child is too young to decide alone.</summary>
public enum ChildsNo
{
    /// <summary>It blocks until a leader has decided with reasons.</summary>
    NeedsLeader,

    /// <summary>It is recorded and weighed by whoever decides.</summary>
    Weighed,
}

/// <summary>
/// What a service decides for itself. Every default without a national source is "lokal standard": a service may change it.
/// </summary>
public sealed record ServiceSettings
{
    /// <summary>Version 0 in the log. A release that changes a default changes what version 0 meant, and has to record the old ones.</summary>
    public static ServiceSettings Default { get; } = new();

    /// <summary>Which service this is, and for whom; null while nobody has said so.</summary>
    public ServedArea? Area { get; init; }

    /// <summary>Time limits, and what happens to one that falls on a day off.</summary>
    public DeadlineRules Dates { get; init; } = DeadlineRules.Default;

    public PathwayOrder Order { get; init; } = PathwayOrder.MeetingFirst;

    public ChildsNo ChildsNo { get; init; } = ChildsNo.NeedsLeader;

    /// <summary>Only a leader decides not to start.</summary>
    public bool LeaderDecidesNotStart { get; init; }

    /// <summary>A receipt that has not come is assumed once <see cref="DeadlineRules.AssumedReceipt"/> has passed, so that the time to answer begins.</summary>
    public bool AssumesReceipt { get; init; } = true;

    /// <summary>From this age a pathway is flagged, never ended: ettervern reached to 23 in the 2020 text, to 25 in today's act.</summary>
    public int UpperAge { get; init; } = 23;

    /// <summary>
    /// Where a task leads in the fagsystem: <c>{pathway_id}</c>, <c>{task_kind}</c>, <c>{subject_id}</c> and
    /// <c>{child_reference}</c> are replaced. Null for no link.
    /// </summary>
    public string? TaskLink { get; init; }

    /// <summary>What an instance is called here, such as Familiehuset: tasks about a referral say so.</summary>
    public IReadOnlyDictionary<HealthInstanceType, string> LocalNames { get; init; } = FrozenDictionary<HealthInstanceType, string>.Empty;

    /// <summary>Samarbeidsavtaler, which somebody has to renew. Kept for the tasks of the service itself; nothing reads them yet.</summary>
    public IReadOnlyList<CooperationAgreement> Agreements { get; init; } = [];

    /// <summary>Kept for requests from institutions and reactivation; nothing reads them yet.</summary>
    public IReadOnlyList<Institution> Institutions { get; init; } = [];

    /// <summary>Whether a child of that responsible municipality is this service's. Everybody is, until the service has said whom it serves.</summary>
    /// <param name="district">The city district; asked about only in a district's own service, and unknown when empty.</param>
    public bool Serves(string kommunenummer, string district) => Area?.Covers(kommunenummer, district) ?? true;
}
