using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Forlop.Pathways.Settings;

namespace Forlop.Host.Settings;

/// <summary>The settings files of a folder, or what is wrong with any of them.</summary>
/// <param name="Services">By tenant id, which is the file's name.</param>
internal sealed partial record SettingsFolder(FrozenDictionary<string, ServiceSettings> Services, IReadOnlyList<string> Problems)
{
    private const string Ending = ".yaml";
    private const int LargestFile = 256 * 1024;

    public static SettingsFolder None { get; } = new(FrozenDictionary<string, ServiceSettings>.Empty, []);

    /// <summary>A folder that is not there holds nothing: every service has the defaults.</summary>
    public static SettingsFolder Read(string? folder) => (File.Exists(folder), Directory.Exists(folder)) switch
    {
        (true, _) => None with { Problems = [$"{folder} is a file. Name the folder that it lies in."] },
        (_, true) => ReadFiles(Directory.EnumerateFiles(folder!).Where(IsMeant).Order(StringComparer.Ordinal)),
        _ => None,
    };

    public static SettingsFolder ReadFiles(IEnumerable<string> files)
    {
        var services = new Dictionary<string, ServiceSettings>();
        var found = new List<string>();
        foreach (var file in files)
        {
            var problems = new SettingsProblems(file);
            var tenant = Path.GetFileNameWithoutExtension(file);
            if (!file.EndsWith(Ending, StringComparison.Ordinal) || !TenantId().IsMatch(tenant))
            {
                problems.Add(1, 1, "The file's name is no service's. Name it after the tenant id, in small letters, digits and hyphens, with .yaml at the end.");
            }
            else
            {
                services[tenant] = ReadFile(file, problems);
            }

            found.AddRange(problems.Sentences);
        }

        found.AddRange(Overlaps(services));
        return new SettingsFolder(services.ToFrozenDictionary(), found);
    }

    /// <summary>A file of a service that no credential acts for would be read and never used.</summary>
    public SettingsFolder For(IReadOnlyCollection<string> tenants) => this with
    {
        Problems =
        [
            .. Problems,
            .. Services.Keys.Except(tenants, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => $"{name}{Ending} is of a service that no credential acts for.{SettingsProblems.DidYouMean(name, tenants)} Name the file after the tenant id."),
        ],
    };

    public void ThrowIfBroken()
    {
        if (Problems.Count > 0)
        {
            throw new ConfigurationException($"The settings cannot be used, and nothing was started:\n{string.Join('\n', Problems)}");
        }
    }

    // Also what nearly has the ending: left aside in silence, it would leave a service on the defaults.
    private static bool IsMeant(string file) => Path.GetExtension(file).ToUpperInvariant() is ".YAML" or ".YML";

    private static ServiceSettings ReadFile(string file, SettingsProblems problems)
    {
        try
        {
            if (new FileInfo(file).Length <= LargestFile)
            {
                return SettingsReader.Read(File.ReadAllBytes(file), problems);
            }

            problems.Add(1, 1, "The file is larger than 256 KiB, which no settings are.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add(1, 1, "The file cannot be read. Look at its owner and mode.");
        }

        return ServiceSettings.Default;
    }

    private static IEnumerable<string> Overlaps(Dictionary<string, ServiceSettings> services) =>
        from one in services
        from other in services
        where string.CompareOrdinal(one.Key, other.Key) < 0 && one.Value.Area is { } area && other.Value.Area is { } others && area.Overlaps(others)
        select $"{one.Key}{Ending} and {other.Key}{Ending} serve the same children. A kommunenummer is one service's, or its districts' with a code each.";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,59}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TenantId();
}
