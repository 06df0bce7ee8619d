using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Forlop.Storage.Sealing;

namespace Forlop.Host.Security;

/// <summary>
/// Credentials for a laptop: one per invented service and institution, in a file that only its owner can read. They are
/// accepted on the Unix socket and on loopback, and the sidecar listens nowhere else.
/// </summary>
internal sealed partial class DevelopmentCredentials
{
    public const string FileName = "development-credentials.json";

    private static readonly Credential[] Invented =
    [
        new("dev-havnes", CallerKind.CaseSystem, ["havnes"]),
        new("dev-skogli", CallerKind.CaseSystem, ["skogli"]),
        new("dev-fjordbygd", CallerKind.CaseSystem, ["fjordbygd"]),
        new("dev-several", CallerKind.CaseSystem, ["havnes", "skogli"]),
        new("dev-institution-solvik", CallerKind.Institution, ["havnes"]),
        new("dev-operator", CallerKind.Operator, []),
    ];

    // By the hash of the token, so that looking one up takes no time that depends on how much of it was right.
    private readonly Dictionary<string, Credential> byHash;
    private readonly Dictionary<string, string> tokens;

    private DevelopmentCredentials(IReadOnlyList<Row> rows)
    {
        byHash = rows.ToDictionary(row => Hash(row.Token), row => new Credential(row.Name, row.Kind, row.Tenants));
        tokens = rows.ToDictionary(row => row.Name, row => row.Token);
    }

    /// <summary>Whether a sidecar has been started there before.</summary>
    public static bool Exist(string dataDirectory) => File.Exists(Path.Combine(dataDirectory, FileName));

    /// <summary>Reads the file, and makes it at first start.</summary>
    public static DevelopmentCredentials OpenOrCreate(string dataDirectory)
    {
        if (!Exist(dataDirectory))
        {
            Row[] rows = [.. Invented.Select(credential => new Row(credential.Name, credential.Kind, credential.Tenants, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))))];
            PrivateFiles.Replace(Path.Combine(dataDirectory, FileName), JsonSerializer.SerializeToUtf8Bytes(rows, Json.Default.RowArray));
        }

        return Open(dataDirectory);
    }

    /// <summary>Reads the file of a sidecar that has been started there before.</summary>
    public static DevelopmentCredentials Open(string dataDirectory) => OpenFile(Path.Combine(dataDirectory, FileName));

    /// <summary>Reads a copy of the file, for a client that cannot reach the data folder.</summary>
    public static DevelopmentCredentials OpenFile(string path)
    {
        try
        {
            return new DevelopmentCredentials(JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Default.RowArray) ?? throw new JsonException());
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"The credentials in {path} cannot be used. Restore the file from a backup: callers hold the tokens that stood in it.", fault);
        }
    }

    /// <summary>Every service that somebody acts for.</summary>
    public IReadOnlyCollection<string> Tenants => byHash.Values.SelectMany(credential => credential.Tenants).ToHashSet(StringComparer.Ordinal);

    /// <summary>What the credentials are called, as the access log shows them.</summary>
    public IReadOnlyCollection<string> Names => tokens.Keys;

    public Credential? Find(string token) => byHash.GetValueOrDefault(Hash(token));

    /// <summary>The token of a credential, for a client on the same machine.</summary>
    public string TokenOf(string name) =>
        tokens.GetValueOrDefault(name) ?? throw new ConfigurationException($"{FileName} has no credential {name}. Restore the file from a backup.");

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    private sealed record Row(string Name, CallerKind Kind, IReadOnlyList<string> Tenants, string Token);

    [JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
    [JsonSerializable(typeof(Row[]))]
    private sealed partial class Json : JsonSerializerContext;
}
