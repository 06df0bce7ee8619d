using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Forlop.PluginHost.Tests;

/// <summary>A shipped folder and a municipality's own, filled with copies of what the build made; gone after the test.</summary>
internal sealed class Folders : IDisposable
{
    public static readonly string Artifacts = Metadata("Artifacts");

    /// <summary>The words that start the real program as a worker.</summary>
    public static readonly IReadOnlyList<string> WorkerCommand = [Dotnet, Metadata("Forlop"), "plugin-worker"];

    public static string Repository => Path.GetDirectoryName(Path.GetFullPath(Artifacts))!;

    public static string Plugins => Path.Combine(Artifacts, "plugins");

    public static string TestPlugins => Path.Combine(Artifacts, "test-plugins");

    public string Root { get; } = Directory.CreateTempSubdirectory("forlop-plugins-").FullName;

    public string Shipped => Path.Combine(Root, "shipped");

    public string Other => Path.Combine(Root, "other");

    public PluginHostOptions Options => new()
    {
        ShippedFolder = Shipped,
        OtherFolders = [Other],
        StagingDirectory = Path.Combine(Root, "staging"),
        HostVersion = "0.1.0",
        WorkerCommand = WorkerCommand,
        Decisions = Approved,
        PrivateFolders = [Path.Combine(Root, "data")],
        // Generous, since a loaded machine is slow: what must time out has its own, shorter.
        CallPatience = TimeSpan.FromSeconds(30),
        StartPatience = TimeSpan.FromSeconds(60),
    };

    /// <summary>An operator who approves whatever lies there, as it is; tests of approval have another.</summary>
    public PluginDecision Approved(string pluginId)
    {
        foreach (var path in Directory.Exists(Other) ? Directory.EnumerateFileSystemEntries(Other) : [])
        {
            using var package = Package.Open(path);
            var manifest = ManifestReader.Read(package);
            if (manifest.Id == pluginId)
                return new PluginDecision { Approval = new(package.Hash, manifest.Version, Admission.RightsOf(manifest), manifest.Engine ?? "") };
        }

        return PluginDecision.None;
    }

    public static Folders With(params string[] ids)
    {
        var folders = new Folders();
        foreach (var id in ids)
            folders.Add(id);
        return folders;
    }

    /// <summary>A copy of a built folder; its name there is <paramref name="name"/> when another than the id is wanted.</summary>
    public string Add(string id, string? name = null, bool shipped = true)
    {
        var source = Path.Combine(Directory.Exists(Path.Combine(Plugins, id)) ? Plugins : TestPlugins, id);
        var target = Path.Combine(shipped ? Shipped : Other, name ?? id);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    /// <summary>A copy of routing-odd whose entry is another of its classes.</summary>
    public string AddOdd(string type)
    {
        var folder = Add("routing-odd");
        Edit(folder, manifest => manifest["entry"]!["type"] = $"RoutingOdd.{type}");
        return folder;
    }

    public static void Edit(string folder, Action<JsonObject> edit)
    {
        var path = Path.Combine(folder, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
    }

    /// <summary>Writes the hash of a file as it is now.</summary>
    public static void Reseal(string folder, string file) => Edit(folder, manifest =>
        manifest["files"]![file] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file)))));

    public Task<PluginHouse> OpenAsync(Func<PluginHostOptions, PluginHostOptions>? change = null) => PluginHouse.OpenAsync((change ?? (options => options))(Options));

    private static string Dotnet => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static string Metadata(string key) =>
        typeof(Folders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public void Dispose() => TestFolder.Delete(Root);
}
