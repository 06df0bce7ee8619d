using System.Text.Json.Serialization;

namespace Forlop.Conformance.Reports;

/// <summary>
/// What an examination found. It holds nothing of the machine on which it was made: whoever examines the same package with the same
/// kit on the same day gets the same file.
/// </summary>
public sealed record ConformanceReport
{
    /// <summary>The form of this file.</summary>
    public string Report { get; init; } = Form;

    public required string Kit { get; init; }

    /// <summary>The newest contract that the kit speaks.</summary>
    public required string Contract { get; init; }

    /// <summary>The day (UTC).</summary>
    public required string CheckedOn { get; init; }

    public required ExaminedFiles Package { get; init; }

    /// <summary>As which tenant it was examined; null for an engine, which has none.</summary>
    public string? TenantId { get; init; }

    /// <summary>What a routing plugin was asked about; null for another kind, and for an engine.</summary>
    public AskedNumbers? Asked { get; init; }

    /// <summary>No rule was broken at any level. What was not examined is listed, and says nothing.</summary>
    public required bool Conforms { get; init; }

    public required IReadOnlyList<LevelFindings> Levels { get; init; }

    /// <summary>The parts of rules that no examination from outside can decide.</summary>
    public required IReadOnlyList<UnseenPart> NotSeenFromOutside { get; init; }

    internal const string Form = "forlop-conformance-1";
}

/// <summary>Which bytes were examined.</summary>
public sealed record ExaminedFiles
{
    public required string Id { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    /// <summary>Of plugin.json, which names that of every other file but the contacts; <c>forlop plugin list</c> shows the same.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the contacts file as it was that day; null when there is none.</summary>
    public string? ContactsSha256 { get; init; }

    public ExaminedEngine? Engine { get; init; }
}

/// <summary>The program that runs a package of data.</summary>
public sealed record ExaminedEngine
{
    public required string Id { get; init; }

    public required string Version { get; init; }

    public required string Sha256 { get; init; }
}

/// <summary>About which numbers a routing plugin was asked, and how closely.</summary>
public sealed record AskedNumbers
{
    /// <summary>Those that its rules name and those that were asked for, in order.</summary>
    public required IReadOnlyList<string> Crossed { get; init; }

    /// <summary>What each of these was crossed with.</summary>
    public required string With { get; init; }

    /// <summary>How many others were asked about once each.</summary>
    public required int Once { get; init; }
}

/// <summary>What was found at one level.</summary>
public sealed record LevelFindings
{
    /// <summary><c>in-process</c> or <c>worker</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Whether bubblewrap was around it: what was not confined could do all that whoever examined it can.</summary>
    public required bool Confined { get; init; }

    public required IReadOnlyList<RuleFinding> Rules { get; init; }
}

/// <summary>What was found of one rule.</summary>
public sealed record RuleFinding
{
    public required string Must { get; init; }

    public required RuleResult Result { get; init; }

    public required string Rule { get; init; }

    /// <summary>How it was examined; null when it was not.</summary>
    public string? Examined { get; init; }

    public int Looks { get; init; }

    public int BrokenLooks { get; init; }

    /// <summary>What of <see cref="Examined"/> could not be done at this level, and why; null when all of it was done.</summary>
    public string? NotExaminedPart { get; init; }

    /// <summary>The first of what was seen against it.</summary>
    public IReadOnlyList<string>? Found { get; init; }

    /// <summary>Why it was not examined; null when it was.</summary>
    public string? Because { get; init; }
}

/// <summary>A part of a rule that no examination from outside can decide, and why.</summary>
public sealed record UnseenPart
{
    public required string Must { get; init; }

    public required string What { get; init; }
}

/// <summary>What came of a rule. A rule that was not examined is never kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleResult>))]
public enum RuleResult
{
    [JsonStringEnumMemberName("not examined")]
    NotExamined,

    [JsonStringEnumMemberName("kept")]
    Kept,

    [JsonStringEnumMemberName("BROKEN")]
    Broken,
}
