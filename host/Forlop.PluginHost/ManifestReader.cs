using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Reads a manifest and refuses what it says when that cannot be right, before any other file is opened.</summary>
internal static partial class ManifestReader
{
    public const string FileName = "plugin.json";

    private const int LargestManifest = 256 * 1024;

    private const int MostArguments = 64;

    private const int LongestArgument = 1024;

    /// <summary>The contract that this host speaks: one major, every minor up to this.</summary>
    public static readonly (int Major, int OldestMinor, int NewestMinor) HostContract = (1, 0, 0);

    public static PluginManifest Read(Package package)
    {
        if (!package.Files.Contains(FileName))
            throw new LeftOutException(package.Files.FirstOrDefault(file => file.EndsWith($"/{FileName}", StringComparison.Ordinal)) is { } deeper ? Sentences.ManifestNotOnTop(deeper) : Sentences.NoManifest);
        if (package.Manifest.Length > LargestManifest)
            throw new LeftOutException(Sentences.TooLarge(FileName));
        var manifest = Parse(package.Manifest);
        Check(manifest);
        return manifest;
    }

    /// <summary>The newest minor that both speak.</summary>
    public static int Negotiate((int Major, int Minor) min, (int Major, int Minor) max)
    {
        var (major, oldest, newest) = HostContract;
        var common = Math.Min(newest, max.Major > major ? newest : max.Minor);
        var speaks = min.Major <= major && max.Major >= major && common >= oldest && (min.Major < major || common >= min.Minor);
        var plugin = min == max ? $"{min.Major}.{min.Minor}" : $"{min.Major}.{min.Minor}–{max.Major}.{max.Minor}";
        return speaks ? common : throw new LeftOutException(Sentences.Contract(plugin, $"{major}.{oldest}–{major}.{newest}", pluginIsNewer: min.CompareTo((major, newest)) > 0));
    }

    public static (int Major, int Minor) Version(string text, string member) => ContractPattern().Match(text) is { Success: true } match
        ? (Number(match.Groups["major"]), Number(match.Groups["minor"]))
        : throw Bad(member, $"er «{text}», ikke to tall som «1.0».", $"er «{text}», ikkje to tal som «1.0».");

    private static int Number(Group group) => int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static PluginManifest Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ManifestJson.Default.PluginManifest) ?? throw new LeftOutException(Sentences.BadManifest("null"));
        }
        catch (JsonException e)
        {
            throw new LeftOutException(Sentences.BadManifest(e.LineNumber is { } line ? $"linje {line + 1}: {e.Path}" : e.Message));
        }
    }

    private static void Check(PluginManifest manifest)
    {
        if (!IdPattern().IsMatch(manifest.Id))
            throw Bad("id", "må være små bokstaver, tall og bindestrek.", "må vere små bokstavar, tal og bindestrek.");
        if (!VersionPattern().IsMatch(manifest.Version))
            throw Bad("version", "må være tre tall som «1.0.0».", "må vere tre tal som «1.0.0».");
        if (manifest.Kinds is not [var kind] || !PluginKinds.All.Contains(kind))
            throw Bad("kinds", $"må være ett av slagene {Listed(PluginKinds.All)}.", $"må vere eitt av slaga {Listed(PluginKinds.All)}.");
        Negotiate(Version(manifest.Contract.Min, "contract.min"), Version(manifest.Contract.Max, "contract.max"));
        if (new object?[] { manifest.Entry, manifest.Command, manifest.Engine }.Count(way => way is not null) != 1)
            throw Bad("entry", "eller «command» eller «engine» må være der, og bare én av dem.", "eller «command» eller «engine» må vere der, og berre éin av dei.");
        if (manifest.Command is { } command)
            CheckCommand(command, manifest.Files);
        if (manifest.Engine is not null && manifest.Tenants.Count == 0)
            throw Bad("tenants", "må nevne minst én tjeneste.", "må nemne minst éi teneste.");
        foreach (var field in manifest.DataFields.Where(name => !ContractFields.OfKind(kind).Contains(name)))
            throw Bad("dataFields", $"nevner «{field}», som ikke er et felt som et tillegg av slaget «{kind}» må be om.", $"nemner «{field}», som ikkje er eit felt som eit tillegg av slaget «{kind}» må be om.");
        foreach (var field in ContractFields.NeededBy(kind).Except(manifest.DataFields, StringComparer.Ordinal))
            throw Bad("dataFields", $"mangler «{field}»: uten det får et tillegg av slaget «{kind}» ingenting å arbeide med.", $"manglar «{field}»: utan det får eit tillegg av slaget «{kind}» ingenting å arbeide med.");
        foreach (var host in manifest.Network.Where(host => !IsHostAndPort(host)))
            throw Bad("network", $"nevner «{host}», som ikke er navn og port som «arkiv.kommune.no:443».", $"nemner «{host}», som ikkje er namn og port som «arkiv.kommune.no:443».");
        CheckFailurePolicy(manifest.FailurePolicy, kind);
        if (manifest.Files.Count == 0)
            throw new LeftOutException(Sentences.NotSealed);
        foreach (var name in manifest.Files.Keys.Concat(manifest.Data.Values).Where(name => !PackagePath.IsInside(name)))
            throw new LeftOutException(Sentences.Escapes(name));
        if (PackagePath.Colliding(manifest.Files.Keys.Union(manifest.Data.Values, StringComparer.Ordinal)) is { } colliding)
            throw new LeftOutException(Sentences.Collides(colliding));
    }

    // The first word is a file of the package, or the name of a program of the machine; a path to anywhere else could be anything.
    private static void CheckCommand(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> files)
    {
        if (command is not [var program, ..] || !(files.ContainsKey(program) || PackagePath.IsPart(program)))
            throw Bad("command", "må begynne med en fil i tillegget eller navnet på et program, uten mappe.", "må byrje med ei fil i tillegget eller namnet på eit program, utan mappe.");
        if (command.Count > MostArguments || command.Any(word => word.Length > LongestArgument || word.Any(char.IsControl)))
            throw Bad("command", $"kan ha {MostArguments} ord uten styretegn, hvert på {LongestArgument} tegn.", $"kan ha {MostArguments} ord utan styreteikn, kvart på {LongestArgument} teikn.");
    }

    private static void CheckFailurePolicy(string? policy, string kind)
    {
        if (policy is null)
            return;
        if (FailurePolicies.Named(policy) is not { } named)
            throw Bad("failurePolicy", $"er «{policy}»; det må være park, reject eller skip.", $"er «{policy}»; det må vere park, reject eller skip.");
        if (named == FailurePolicy.Skip && !FailurePolicies.MaySkip(kind))
            throw Bad("failurePolicy", $"kan ikke være skip for et tillegg av slaget «{kind}»: noe ville gå tapt. Bruk park eller reject.", $"kan ikkje vere skip for eit tillegg av slaget «{kind}»: noko ville gå tapt. Bruk park eller reject.");
    }

    private static bool IsHostAndPort(string text) =>
        HostAndPortPattern().Match(text) is { Success: true } match && Number(match.Groups["port"]) is >= 1 and <= 65535;

    private static string Listed(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"[\"{name}\"]"));

    private static LeftOutException Bad(string member, string nb, string nn) => new(Sentences.BadMember(member, nb, nn));

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\A(?<major>[0-9]{1,4})\.(?<minor>[0-9]{1,4})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ContractPattern();

    // No wildcard: who approves sees every host that the plugin would reach.
    [GeneratedRegex(@"\A([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]):(?<port>[0-9]{1,5})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostAndPortPattern();
}
