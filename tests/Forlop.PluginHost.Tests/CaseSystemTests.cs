using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>Events on their way to a fagsystem, and the nightly comparison.</summary>
public sealed class CaseSystemTests : IAsyncLifetime
{
    private readonly KindFolders folders = new("fagsystem", "FolderCaseSystem");
    private PluginHouse? house;

    private CaseSystemPluginService.CaseSystemPluginServiceClient Client => house!.CaseSystemFor("havnes").Single().Client;

    public async Task InitializeAsync() => house = await folders.OpenAsync();

    public async Task DisposeAsync()
    {
        var leaks = await house!.CloseAsync();
        folders.Dispose();
        Assert.Empty(leaks);
    }

    [Fact]
    [Trait("Must", "CS-1")]
    [Trait("Must", "CS-2")]
    public async Task A_child_is_looked_up_anew_at_every_call()
    {
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(LookupAsync)).StatusCode);
        await File.WriteAllTextAsync(folders["b-17.child"], """{"birthOn":"2018-05-03"}""");
        Assert.Equal("2018-05-03", (await LookupAsync()).Circumstances.BirthOn);
        await File.WriteAllTextAsync(folders["b-17.child"], """{"birthOn":"2018-05-04"}""");
        Assert.Equal("2018-05-04", (await LookupAsync()).Circumstances.BirthOn);
    }

    [Fact]
    [Trait("Must", "CS-3")]
    [Trait("Must", "CS-4")]
    public async Task Events_that_come_again_change_nothing_and_a_gap_is_asked_for()
    {
        Assert.Equal(2, await DeliverAsync(1, 2));
        Assert.Equal(2, await DeliverAsync(1, 2));
        Assert.Equal(2, await DeliverAsync(4, 5));
        Assert.Equal(5, await DeliverAsync(3, 4, 5));
        Assert.Equal("e1\ne2\ne3\ne4\ne5", await File.ReadAllTextAsync(folders["p1.pathway"]));
    }

    [Fact]
    [Trait("Must", "CS-5")]
    [Trait("Must", "CS-6")]
    public async Task Every_pathway_that_both_do_not_hold_alike_is_named_and_no_other()
    {
        await File.WriteAllTextAsync(folders["p1.pathway"], "e1\ne2");
        await File.WriteAllTextAsync(folders["p2.pathway"], "e1");
        await File.WriteAllTextAsync(folders["p3.pathway"], "e1\nx2");
        await File.WriteAllTextAsync(folders["p5.pathway"], "e1");
        await File.WriteAllTextAsync(folders["p7.pathway"], "e1"); // outside the range
        var held = folders.Held.ToList();
        string[] events = ["e1", "e2"];

        var answer = await Client.ReconcileAsync(new ReconcileRequest
        {
            TenantId = "havnes", AfterPathwayId = "p0", LastPathwayId = "p6",
            Pathways = { new[] { "p1", "p2", "p3", "p4" }.Select(id => PathwayRange.Held(id, 2, events)) },
        });

        Assert.Equal(
            [("p2", DifferenceKind.OtherVersion, 1), ("p3", DifferenceKind.OtherEvents, 2), ("p4", DifferenceKind.MissingInCaseSystem, 0), ("p5", DifferenceKind.MissingInHost, 1)],
            answer.Differences.Select(difference => (difference.PathwayId, difference.Kind, (int)difference.HeldVersion)));
        Assert.Equal(held, folders.Held);
    }

    private async Task<LookupChildResponse> LookupAsync() => await Client.LookupChildAsync(new LookupChildRequest { TenantId = "havnes", ChildReference = "b-17" });

    private async Task<long> DeliverAsync(params int[] versions) => (await Client.DeliverAsync(new DeliverRequest
    {
        TenantId = "havnes", PathwayId = "p1", ChildReference = "b-17",
        Events = { versions.Select(version => new HistoryEntry { EventId = $"e{version}", PathwayId = "p1", Version = version }) },
    })).Version;
}
