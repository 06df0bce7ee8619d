using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests.Reload;

/// <summary>What is dropped in, taken away and exchanged where plugins lie, while the host runs.</summary>
public sealed class RescanTests : IAsyncLifetime
{
    private const string Odd = "routing-odd";

    private readonly Folders folders = new();
    private PluginHouse house = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await house.DisposeAsync();
        folders.Dispose();
    }

    [Fact]
    public async Task An_archive_of_another_name_takes_the_place_of_the_one_that_is_gone()
    {
        folders.Add("routing-table");
        var source = folders.Add("routing-havnes", name: "source");
        var first = Path.Combine(folders.Shipped, "havnes-1.0.zip");
        System.IO.Compression.ZipFile.CreateFromDirectory(source, first);
        Directory.Delete(source, recursive: true);
        house = await folders.OpenAsync();
        Assert.Equal(PluginState.Running, StatusOf("routing-havnes").State);

        source = folders.Add("routing-havnes", name: ".source");
        Folders.Edit(source, manifest => manifest["version"] = "1.1.0");
        File.Delete(first);
        System.IO.Compression.ZipFile.CreateFromDirectory(source, Path.Combine(folders.Shipped, "havnes-1.1.zip"));
        await house.RescanAsync();
        Assert.Equal(("1.0.0", "1.1.0"), (StatusOf("routing-havnes").Version, StatusOf("routing-havnes").Next.Version));

        Assert.Equal(new PluginReload(), await house.ReloadAsync("routing-havnes"));
        Assert.Equal(("1.1.0", PluginState.Running), (StatusOf("routing-havnes").Version, StatusOf("routing-havnes").State));
        Assert.Single(house.Statuses, status => status.PluginId == "routing-havnes");
    }

    [Fact]
    public async Task What_is_gone_and_does_not_run_leaves_its_id_to_the_next()
    {
        var folder = folders.AddOdd("ThrowingConstructorPlugin");
        house = await folders.OpenAsync();
        Directory.Delete(folder, recursive: true);
        Entry(folders.Add("routing-odd", name: "mended"), "MirrorPlugin");

        await house.RescanAsync();

        Assert.Equal(PluginState.Running, Assert.Single(house.Statuses).State);
    }

    [Fact]
    public async Task Data_runs_once_its_engine_has_come_or_was_mended()
    {
        folders.Add("routing-havnes");
        house = await folders.OpenAsync();
        Assert.Equal(PluginState.LeftOut, StatusOf("routing-havnes").State);

        var engine = folders.Add("routing-table");
        Folders.Edit(engine, manifest => manifest["entry"]!["type"] = "Nowhere");
        await house.RescanAsync();
        Assert.Equal(PluginState.LeftOut, StatusOf("routing-havnes").State);

        Directory.Delete(engine, recursive: true);
        folders.Add("routing-table");
        Assert.Equal(new PluginReload(), await house.ReloadAsync("routing-table"));
        Assert.Equal(PluginState.Running, StatusOf("routing-havnes").State);
    }

    [Fact]
    public async Task A_broken_folder_beside_a_plugin_that_runs_says_nothing_of_that_one()
    {
        var broken = folders.AddOdd("MirrorPlugin");
        var sound = folders.Add("routing-odd", name: "sound");
        await File.WriteAllTextAsync(Path.Combine(broken, "plugin.json"), "nothing that can be read");
        Entry(sound, "MirrorPlugin");
        house = await folders.OpenAsync();

        Assert.Equal(2, house.Statuses.Count(status => status.PluginId == Odd));
        Assert.Equal(PluginState.Running, StatusOf(Odd).State);
    }

    private PluginStatus StatusOf(string id) => house.StatusOf(id)!;

    private static void Entry(string folder, string type) => Folders.Edit(folder, manifest => manifest["entry"]!["type"] = $"RoutingOdd.{type}");
}
