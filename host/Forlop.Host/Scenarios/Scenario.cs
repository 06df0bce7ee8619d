using Google.Protobuf.Reflection;
using NodaTime;

namespace Forlop.Host.Scenarios;

/// <summary>A file that was read and holds together: every RPC, field, code and path in it exists.</summary>
internal sealed record Scenario(string File, string Title, LocalDate StartsOn, IReadOnlyList<Tenant> Tenants, IReadOnlyList<Step> Steps)
{
    /// <summary>Whose people act when no step says otherwise.</summary>
    public string UsualTenant => Tenants.Count > 0 ? Tenants[0].Id : "havnes";

    /// <summary>Whether any step's answer depends on plugins.</summary>
    public bool AsksPlugins => Steps.Any(step => step.Rpc is { } rpc && (rpc.Name is "SuggestRoutes" or "AskCaseSystem" || rpc.Service.Name == "PluginService"));
}

/// <summary>A service of the scenario.</summary>
/// <param name="Settings">What its settings file holds; null for the defaults.</param>
internal sealed record Tenant(string Id, Part? Settings);

/// <summary>One thing that happens.</summary>
/// <param name="At">The day to move the clock to first; null to stay.</param>
/// <param name="Who">Who acts from here on; null for who acted before.</param>
/// <param name="Rpc">What is called; null when only the clock moves or only something is looked at.</param>
/// <param name="SameBytesAs">The earlier step whose answer this one's must equal, byte for byte.</param>
internal sealed record Step(Part Part, string Name, LocalDate? At, Part? Who, MethodDescriptor? Rpc, Part? Request, Expectation Expect, IReadOnlyList<Member> Save, Part? SameBytesAs);

/// <summary>What has to be so after a step. Parts are kept as they were written: a difference is shown at its own line.</summary>
internal sealed record Expectation
{
    public static Expectation Ok { get; } = new();

    /// <summary>The gRPC code; null for OK, or for any other when a refusal is expected.</summary>
    public Part? Code { get; init; }

    /// <summary>The refusal's reason.</summary>
    public Part? Reason { get; init; }

    /// <summary>Values of the answer, by path.</summary>
    public IReadOnlyList<Member> Fields { get; init; } = [];

    /// <summary>Values of the refusal, by path.</summary>
    public IReadOnlyList<Member> Refusal { get; init; } = [];

    /// <summary>Values of <c>GetPathwayResponse</c> as the pathway then stands, by path.</summary>
    public IReadOnlyList<Member> Now { get; init; } = [];

    public IReadOnlyList<Part> Tasks { get; init; } = [];

    /// <summary>Set when there must be no task besides <see cref="Tasks"/>.</summary>
    public Part? NoOtherTasks { get; init; }

    public IReadOnlyList<Part> Permitted { get; init; } = [];

    public IReadOnlyList<Part> NotPermitted { get; init; } = [];

    /// <summary>The pathway that is meant; null for the step's own, and else the one opened last.</summary>
    public Part? Of { get; init; }

    public bool IsRefused => Reason is not null || Refusal.Count > 0 || Code is { Text: not "OK" };

    /// <summary>Whether the pathway has to be looked at after the step.</summary>
    public bool LooksAtPathway => Now.Count > 0 || Tasks.Count > 0 || NoOtherTasks is not null || (!IsRefused && Permitted.Count + NotPermitted.Count > 0);
}
