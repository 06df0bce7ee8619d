using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forlop.PluginHost;

/// <summary>What <c>plugin.json</c> says; `contracts/plugin.schema.json` describes each member.</summary>
internal sealed record PluginManifest
{
    // Members with `set` keep their default when the file leaves them out; generated code overwrites those with `init`.
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    public required string Id { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyList<string> Kinds { get; init; }

    public required ContractRange Contract { get; init; }

    public EntryPoint? Entry { get; set; }

    /// <summary>A program of any language and its arguments, started in a process of its own.</summary>
    public IReadOnlyList<string>? Command { get; set; }

    public string? Engine { get; set; }

    public IReadOnlyDictionary<string, string> Data { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Tenants { get; set; } = [];

    public IReadOnlyList<string> DataFields { get; set; } = [];

    /// <summary>Where the plugin asks to connect: <c>host:port</c>, one each.</summary>
    public IReadOnlyList<string> Network { get; set; } = [];

    /// <summary>As the file says it; <see cref="PluginHost.FailurePolicies.Of"/> gives what it comes to.</summary>
    public string? FailurePolicy { get; set; }

    public IReadOnlyDictionary<string, string> Files { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// The one file that may change without a new hash: phone numbers that a routing table only looks up. Of a program, and of data that
    /// says where a document goes, every file has one. Null when there is none.
    /// </summary>
    public string? LooseContacts() =>
        Engine is not null && Kinds is [PluginKinds.Routing] && Data.TryGetValue("contacts", out var file) && !Files.ContainsKey(file) && Data.Values.Count(other => other == file) == 1 ? file : null;
}

internal sealed record ContractRange(string Min, string Max);

internal sealed record EntryPoint(string Assembly, string Type);

// Source generated: reflection over System.Text.Json would keep load contexts alive. Strict: a member that is misspelt must
// not be passed over in silence.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PluginManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
