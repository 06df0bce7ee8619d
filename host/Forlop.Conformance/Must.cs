namespace Forlop.Conformance;

/// <summary>One numbered rule of <c>forlop.plugin.v1</c>, and what the kit does about it.</summary>
/// <param name="Id">Its number, as the proto file states it.</param>
/// <param name="Concerns">Which plugins it is a rule for.</param>
/// <param name="Says">The rule in short; the proto file has the whole of it.</param>
/// <param name="Examined">How the kit examines it.</param>
/// <param name="Unseen">The part of it that nobody can see from outside, and why; null when all of it is examined.</param>
internal sealed record Must(string Id, Concerns Concerns, string Says, string Examined, string? Unseen = null)
{
    /// <summary>Part of how it is examined is a kill, and a process that is not the plugin's own cannot be killed.</summary>
    public bool TakesAKill { get; init; }
}

/// <summary>Which plugins a rule is for.</summary>
internal enum Concerns
{
    Everyone,

    /// <summary>What runs in a process of its own. For a plugin in .NET the host's own worker keeps these.</summary>
    Programs,

    Routing,
    Filing,
    CaseSystem,
    Intake,
}
