using System.Diagnostics;
using System.Globalization;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost.Tests.Hostile;

namespace Forlop.PluginHost.Tests.Reload;

/// <summary>
/// A host of its own that reloads one plugin within its process, and at every tenth time one in another, an engine with its data and one
/// that fails its test, and says after each time what it holds: in the process of the tests, others would be counted too.
/// </summary>
internal static class ReloadingProgram
{
    public const string Word = "reload";

    public const int EveryTenth = 10;

    private static readonly RouteRequest Question = new() { TenantId = "havnes", Areas = { HealthArea.Somatic } };

    public static async Task<int> RunAsync(string root, int times)
    {
        await using var house = await PluginHouse.OpenAsync(new PluginHostOptions
        {
            ShippedFolder = Path.Combine(root, "shipped"),
            StagingDirectory = Path.Combine(root, "staging"),
            HostVersion = "0.1.0",
            WorkerCommand = Folders.WorkerCommand,
            CallPatience = TimeSpan.FromSeconds(30),
            StartPatience = TimeSpan.FromMinutes(1),
            Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = PluginLevel.Worker },
        });
        for (var time = 1; time <= times; time++)
        {
            await ReloadAsync(house, "routing-sample");
            if (time % EveryTenth == 0)
            {
                await ReloadAsync(house, "routing-odd");
                await ReloadAsync(house, "routing-table", asked: "routing-havnes");
                await FailAsync(house, Path.Combine(root, "shipped", "routing-sample"));
            }

            HostileProgram.Say(Figures(root));
        }

        return 0;
    }

    private static async Task ReloadAsync(PluginHouse house, string id, string? asked = null)
    {
        var reload = await house.ReloadAsync(id);
        if (reload != new PluginReload())
            throw new InvalidOperationException($"{id}: {reload}");
        await house.Routing(asked ?? id).RouteAsync(Question);
    }

    // Loaded, started, and found to be another than its manifest says.
    private static async Task FailAsync(PluginHouse house, string folder)
    {
        var manifest = Path.Combine(folder, "plugin.json");
        var right = await File.ReadAllTextAsync(manifest);
        Folders.Edit(folder, json => json["version"] = "9.9.9");
        var reload = await house.ReloadAsync("routing-sample");
        if (reload.KeptBecause is null)
            throw new InvalidOperationException($"It was not to be taken into use: {reload}");
        await File.WriteAllTextAsync(manifest, right);
        await house.Routing("routing-sample").RouteAsync(Question);
    }

    private static string Figures(string root)
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true) / 1024;
        using var self = Process.GetCurrentProcess();
        var files = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(file => !IsOwnAssembly(new FileInfo(file).LinkTarget));
        var staged = Directory.EnumerateDirectories(Directory.EnumerateDirectories(Path.Combine(root, "staging")).Single()).Count();
        return string.Create(CultureInfo.InvariantCulture, $"{heap} {self.WorkingSet64 / 1024} {self.Threads.Count} {files} {staged}");
    }

    // The runtime opens its own assemblies and this program's when they are first needed, some late, and keeps them; each once.
    private static bool IsOwnAssembly(string? file) =>
        Path.GetExtension(file) == ".dll" && (Path.GetDirectoryName(file) + Path.DirectorySeparatorChar == AppContext.BaseDirectory || Path.GetDirectoryName(file) == Path.GetDirectoryName(typeof(object).Assembly.Location));
}
