using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace Forlop.Host.Plugins;

/// <summary>What the author of a plugin begins with. The files are those of contracts/Forlop.Plugins.Templates, held by this assembly.</summary>
internal static partial class PluginTemplate
{
    private const string Held = "templates/";
    private const string OfThisRepository = ".tmpl";
    private const string FeedFile = "nuget.config";

    // The package of templates is put together in the same way: Forlop.Plugins.Templates.csproj.
    private static readonly Dictionary<string, string[]> Parts = new(StringComparer.Ordinal)
    {
        ["routing"] = ["all", "routing"],
        ["filing"] = ["all", "over-http", "filing"],
        ["fagsystem"] = ["all", "over-http", "fagsystem"],
        ["intake"] = ["all", "over-http", "intake"],
    };

    /// <summary>The version of the packages that a made plugin asks for: this release's.</summary>
    public static string SdkVersion => typeof(PluginTemplate).Assembly.GetName().Version!.ToString(3);

    // A folder and files are named by it, on every file system, with an ending.
    private const int LongestId = 64;

    /// <summary>Makes the folder, or fills an empty one, whole or not at all.</summary>
    /// <param name="feed">A folder with the packages of this release; null when they come from wherever the machine takes packages.</param>
    /// <exception cref="ConfigurationException">It cannot be made so; what lies there already is left as it is.</exception>
    public static void Make(string kind, string name, string folder, string? feed)
    {
        if (!Parts.TryGetValue(kind, out var parts))
            throw new ConfigurationException($"There is no kind of plugin \"{kind}\". Name one of {string.Join(", ", Parts.Keys)}.");
        if (!IdPattern().IsMatch(name))
            throw new ConfigurationException($"\"{name}\" is no id of a plugin. It takes lower-case letters, digits and single hyphens, and begins with a letter: {kind}-nabovik.");
        if (name.Length > LongestId)
            throw new ConfigurationException($"An id of a plugin has at most {LongestId} letters; this one has {name.Length}.");
        if (DevicePattern().IsMatch(name))
            throw new ConfigurationException($"\"{name}\" is the name of a device on Windows, where no file can be called so. Name it {kind}-{name}.");
        if (feed is not null && !Directory.Exists(feed))
            throw new ConfigurationException($"There is no folder {feed}. Name the one where the packages of Forløp lie with --feed, or leave it out.");
        if (Path.Exists(folder) && !(Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new ConfigurationException($"{folder} is there already and was left as it is. Name another with --output.");
        Write(Files(parts, name, feed).ToList(), folder);
    }

    private static IEnumerable<(string Path, string Text)> Files(string[] parts, string name, string? feed)
    {
        foreach (var resource in typeof(PluginTemplate).Assembly.GetManifestResourceNames().Where(resource => resource.StartsWith(Held, StringComparison.Ordinal)))
        {
            // A build on Windows writes its own separators.
            var path = resource[Held.Length..].Replace('\\', '/');
            var part = path[..path.IndexOf('/', StringComparison.Ordinal)];
            path = path[(part.Length + 1)..];
            path = path.EndsWith(OfThisRepository, StringComparison.Ordinal) ? path[..^OfThisRepository.Length] : path;
            if (parts.Contains(part) && (feed is not null || path != FeedFile))
                yield return (path.Replace("my-plugin", name, StringComparison.Ordinal), Fill(Read(resource), name, feed));
        }
    }

    private static string Fill(string text, string name, string? feed) => text
        .Replace("my-plugin", name, StringComparison.Ordinal)
        .Replace("MyPlugin", Namespace(name), StringComparison.Ordinal)
        .Replace("SDK_VERSION", SdkVersion, StringComparison.Ordinal)
        .Replace("FEED_FOLDER", SecurityElement.Escape(feed is null ? "" : Path.GetFullPath(feed)), StringComparison.Ordinal);

    private static string Namespace(string name) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name).Replace("-", "", StringComparison.Ordinal);

    private static string Read(string resource)
    {
        using var stream = typeof(PluginTemplate).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static void Write(IReadOnlyList<(string Path, string Text)> files, string folder)
    {
        var wasThere = Directory.Exists(folder);
        try
        {
            foreach (var (path, text) in files)
            {
                var target = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, text);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Clear(folder, wasThere);
            throw new ConfigurationException($"{folder} cannot be made: {fault.Message} Name another with --output.", fault);
        }
    }

    // It was empty, or was not there: whatever lies in it was made now.
    private static void Clear(string folder, bool wasThere)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var made in Directory.EnumerateDirectories(folder))
            Directory.Delete(made, recursive: true);
        foreach (var made in Directory.EnumerateFiles(folder))
            File.Delete(made);
        if (!wasThere)
            Directory.Delete(folder);
    }

    // What files of a package may not be called either (PackagePath of the plugin host).
    [GeneratedRegex(@"\A(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout|clock)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DevicePattern();

    // contracts/plugin.schema.json says the same.
    [GeneratedRegex(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex IdPattern();
}
