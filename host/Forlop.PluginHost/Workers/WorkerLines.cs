using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forlop.PluginHost.Workers;

/// <summary>The line that the host writes to a worker (PL-10).</summary>
internal sealed record WorkerGreeting(ContractRange Contract, string Socket, byte[] Secret)
{
    /// <summary>A member that no host has a use for: the kit sends it, to see whether a program passes over what it does not know.</summary>
    public string? OfALaterMinor { get; set; }
}

/// <summary>The line that a worker writes when it serves, or why it cannot (PL-12).</summary>
internal sealed record WorkerReady
{
    public bool Ready { get; set; }

    public WorkerProblem? Problem { get; set; }
}

internal sealed record WorkerProblem(string Nb, string Nn);

// Members that are not known are passed over: either side may be the newer.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorkerGreeting))]
[JsonSerializable(typeof(WorkerReady))]
internal sealed partial class WorkerJson : JsonSerializerContext;
