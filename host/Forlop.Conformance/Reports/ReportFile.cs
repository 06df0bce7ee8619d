using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forlop.Conformance.Reports;

/// <summary>
/// A report as a file: JSON, and in its second line the SHA-256 of all its other lines. Anybody can see whether it is whole:
/// <code>grep -v '^  "sha256"' report.json | sha256sum</code>
/// It is no signature: who writes another report can write its hash too. Who has to be sure examines the package.
/// </summary>
public static class ReportFile
{
    private const string Opening = "{\n";
    private const string Before = "  \"sha256\": \"";
    private const string After = "\",\n";
    // Read by people: letters and quotation marks as they are.
    private static readonly ReportJson Json = new(new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private const int Largest = 4 * 1024 * 1024;

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(ConformanceReport report)
    {
        var others = JsonSerializer.Serialize(report, Json.ConformanceReport).ReplaceLineEndings("\n") + "\n";
        return Encoding.UTF8.GetBytes($"{Opening}{Before}{HashOf(others)}{After}{others[Opening.Length..]}");
    }

    /// <summary>The SHA-256 that stands in a file that <see cref="Write"/> made.</summary>
    public static string HashIn(byte[] file) => TextOf(file).Substring(Opening.Length + Before.Length, 64);

    /// <summary>The report in these bytes.</summary>
    /// <exception cref="InvalidDataException">It is no report, or not as it was written. The message says which.</exception>
    public static ConformanceReport Read(byte[] file)
    {
        var text = TextOf(file);
        var end = text.IndexOf(After, StringComparison.Ordinal);
        if (file.Length > Largest || !text.StartsWith(Opening + Before, StringComparison.Ordinal) || end != Opening.Length + Before.Length + 64)
            throw new InvalidDataException("The file is no report of the kit: it does not begin with its SHA-256.");
        var others = $"{Opening}{text[(end + After.Length)..]}";
        if (HashOf(others) != HashIn(file))
            throw new InvalidDataException("The report was changed after it was written: its SHA-256 is another.");
        try
        {
            var report = JsonSerializer.Deserialize(others, Json.ConformanceReport);
            return report?.Report == ConformanceReport.Form ? report : throw new InvalidDataException($"The report is not of the form {ConformanceReport.Form}. Read it with the kit that wrote it.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The report is not of the form {ConformanceReport.Form}. Read it with the kit that wrote it.", e);
        }
    }

    private static string TextOf(byte[] file) => Encoding.UTF8.GetString(file);

    private static string HashOf(string lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ConformanceReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
