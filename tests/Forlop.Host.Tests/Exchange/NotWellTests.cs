using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Host.Protos;
using Grpc.Net.Client;
using static Forlop.Host.Protos.HealthCheckResponse.Types;

namespace Forlop.Host.Tests.Exchange;

/// <summary>An archive that is gone is known before there is a document for it.</summary>
public sealed class NotWellTests
{
    [Fact]
    public async Task Whoever_lists_or_watches_a_plugin_learns_that_it_cannot_work_and_that_it_can_again()
    {
        await using var archive = await ExchangeSidecar.StartAsync("filing", "FolderArchive", "content");
        using var channel = GrpcChannel.ForAddress(archive.Sidecar.Address);
        var health = new Health.HealthClient(channel);
        var request = new HealthCheckRequest { Service = $"forlop.plugin/{ExchangeSidecar.Plugin}" };
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(request)).Status);

        Directory.Move(archive.Outside, archive.Outside + "-away");
        await Until.TrueAsync(() => archive.PluginAsync().Result.NotWell is not null);
        var plugin = await archive.PluginAsync();
        Assert.Equal((PluginState.Running, "Mappen finnes ikke. Den som drifter arkivet, lager den."), (plugin.State, plugin.NotWell?.Nb));
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(request)).Status);
        Assert.Contains("    CANNOT WORK   Mappen finnes ikke. Den som drifter arkivet, lager den.", PluginLines.Of(plugin));

        Directory.Move(archive.Outside + "-away", archive.Outside);
        await Until.TrueAsync(() => archive.PluginAsync().Result.NotWell is null);
        Assert.Null((await archive.PluginAsync()).NotWell);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(request)).Status);
    }

    [Fact]
    public async Task What_a_plugin_of_several_services_says_is_for_the_operator_alone()
    {
        await using var archive = await ExchangeSidecar.StartAsync("filing", "FolderArchive", "content");
        var manifest = Path.Combine(archive.Outside, "..", "shipped", ExchangeSidecar.Plugin, "plugin.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("[\"havnes\"]", "[\"havnes\",\"skogli\"]", StringComparison.Ordinal));
        await archive.RestartAsync();
        Directory.Move(archive.Outside, archive.Outside + "-away");
        await Until.TrueAsync(() => archive.PluginAsync().Result.NotWell is not null);

        var leader = new PluginService.PluginServiceClient(archive.Sidecar.As(new Actor { UserId = "leder-1", Role = Role.Leader, Purpose = "test" }));
        var seen = (await leader.ListPluginsAsync(new ListPluginsRequest())).Plugins.Single();

        Assert.Equal((PluginState.Running, "havnes", null), (seen.State, seen.Tenants.Single(), seen.NotWell));
    }

    [Fact]
    public void What_a_plugin_says_moves_no_cursor_and_hides_nothing() =>
        Assert.Contains("    CANNOT WORK   a·[2J·b", PluginLines.Of(new PluginStatus { NotWell = new LocalizedText { Nb = "a\u001b[2J\u202eb" } }));

    [Fact]
    public void Nor_does_what_it_says_when_it_is_reloaded_approved_or_looked_at()
    {
        var said = new LocalizedText { Nb = "a\u001b[2J\nb" };
        string[] shown = ["    a·[2J", "    b"];

        Assert.Equal(shown, PluginLines.OfText(said));
        Assert.Equal(shown, PluginLines.OfNext(new PluginStatus { Next = new NextPackage { Problem = said } }).TakeLast(2));
        Assert.Equal(shown, PluginLines.OfPackage(new PluginStatus { Problem = said }).TakeLast(2));
        Assert.Contains("evil·[2J", PluginLines.OfNetwork(new PluginRights { Network = { "evil\u001b[2J" } }).Single(), StringComparison.Ordinal);
    }
}
