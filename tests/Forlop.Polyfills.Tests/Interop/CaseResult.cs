using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>How one case went. A script writes one as a line of JSON.</summary>
/// <param name="Reason">Why it was left out or failed; a remark when it passed.</param>
internal sealed record CaseResult(
    [property: JsonPropertyName("case")] string Case,
    [property: JsonPropertyName("result")] string Result,
    [property: JsonPropertyName("reason")] string Reason)
{
    public const string Passed = "passed";
    public const string Omitted = "omitted";
    public const string Failed = "failed";

    private static readonly JsonSerializerOptions Strict = new() { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    public static CaseResult Parse(string line) => JsonSerializer.Deserialize<CaseResult>(line, Strict)!;
}
