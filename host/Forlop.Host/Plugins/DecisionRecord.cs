using System.Text.Json;
using System.Text.Json.Serialization;
using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Host.Plugins;

/// <summary>One entry of the log: the request that changed something, and what has been decided about every plugin after it.</summary>
internal sealed record DecisionRecord(string RequestId, string RequestSha256, IReadOnlyDictionary<string, DecisionRecord.Decided> Plugins)
{
    /// <summary>The same words for the same decisions.</summary>
    public string ToText() => JsonSerializer.Serialize(this, DecisionJson.Default.DecisionRecord);

    /// <exception cref="ConfigurationException">It was written by a newer release.</exception>
    public static DecisionRecord Of(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, DecisionJson.Default.DecisionRecord) ?? throw new JsonException();
        }
        catch (JsonException fault)
        {
            throw new ConfigurationException("The log holds decisions about plugins that this release cannot read. Run the release that recorded them, or a newer one.", fault);
        }
    }

    // What was recorded before anything could be retired says nothing of it.
    internal sealed record Decided(bool Disabled, Approved? Approval, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Retired = false)
    {
        public static Decided Of(PluginDecision decision) => new(decision.Disabled, decision.Approval is { } approval
            ? new(approval.PackageSha256, approval.Version, [.. approval.Rights.DataFields], [.. approval.Rights.Network], [.. approval.Rights.Tenants], approval.Rights.InProcess, approval.EngineId.Length > 0 ? approval.EngineId : null)
            : null, decision.Retired);

        public PluginDecision ToDecision() => new()
        {
            Disabled = Disabled,
            Retired = Retired,
            Approval = Approval is null ? null : new(Approval.PackageSha256, Approval.Version, new PluginRights { DataFields = { Approval.DataFields }, Network = { Approval.Network }, Tenants = { Approval.Tenants }, InProcess = Approval.InProcess }, Approval.EngineId ?? ""),
        };
    }

    // What was recorded before there was a choice of the level, or of the engine, says nothing of it, and is no approval of it.
    internal sealed record Approved(
        string PackageSha256, string Version, IReadOnlyList<string> DataFields, IReadOnlyList<string> Network, IReadOnlyList<string> Tenants,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool InProcess = false,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string? EngineId = null);
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DecisionRecord))]
internal sealed partial class DecisionJson : JsonSerializerContext;
