using System.Text.Json;
using System.Text.Json.Serialization;
using Forlop.Conformance.Reports;

namespace Forlop.Conformance.Within;

/// <summary>The one line that the process gets which examines within itself.</summary>
/// <param name="Nonce">What its answer begins with: whatever else is printed there is the plugin's.</param>
internal sealed record WithinOrder(string Nonce, string Folder, string PluginId, string CodeId, string TenantId, string TodayOn)
{
    public bool IsTestSystem { get; init; }

    public string? ChildReference { get; init; }

    public IReadOnlyList<string> Kommunenummer { get; init; } = [];

    public int QuestionStride { get; init; } = 1;

    public int LevelsToCome { get; init; } = 1;

    public bool IsConfined { get; init; }

    public TimeSpan CallPatience { get; init; }

    public TimeSpan StartPatience { get; init; }

    public TimeSpan EndPatience { get; init; }
}

/// <summary>Its answer: the findings, or why there are none.</summary>
internal sealed record WithinAnswer(LevelFindings? Found, string? CannotExamine);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict)]
[JsonSerializable(typeof(WithinOrder))]
[JsonSerializable(typeof(WithinAnswer))]
internal sealed partial class WithinJson : JsonSerializerContext;
