using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPluginAddon.Tests;

public sealed class CaseSystemTests
{
    // CS-1, CS-2
    [Fact]
    public async Task A_child_is_looked_up_anew_at_every_call_and_one_that_is_not_known_is_not_found()
    {
        var birthOn = "2018-05-03";
        using var fagsystem = new OtherSide((request, _) => request == "GET /children/b-17" ? (200, JsonFormatter.Default.Format(new Circumstances { BirthOn = birthOn })) : (404, ""));
        await using var plugin = await StartAsync(fagsystem);

        Assert.Equal("2018-05-03", (await LookupAsync(plugin, "b-17")).Circumstances.BirthOn);
        birthOn = "2018-05-04";
        Assert.Equal("2018-05-04", (await LookupAsync(plugin, "b-17")).Circumstances.BirthOn);
        Assert.Equal(CallStatus.NotFound, (await Assert.ThrowsAsync<PluginException>(() => LookupAsync(plugin, "b-18"))).Status);
    }

    // CS-3, CS-4
    [Fact]
    public async Task Events_are_handed_over_with_their_ids_and_what_the_fagsystem_holds_is_answered()
    {
        var delivered = "";
        using var fagsystem = new OtherSide((request, body) =>
        {
            delivered = body;
            return (request == "POST /pathways/p1/events" ? 200 : 404, "2");
        });
        await using var plugin = await StartAsync(fagsystem);
        var request = new DeliverRequest { TenantId = "havnes", PathwayId = "p1", ChildReference = "b-17", Events = { Entry(1), Entry(2) } };

        Assert.Equal(2, (await plugin.CallAsync("CaseSystemPluginService/Deliver", DeliverResponse.Parser, request)).Version);
        Assert.Equal(request, DeliverRequest.Parser.ParseJson(delivered));
    }

    // CS-5
    [Fact]
    public async Task A_pathway_that_both_do_not_hold_alike_is_named()
    {
        using var fagsystem = new OtherSide((request, _) =>
            (request == "GET /pathways?after=&last=p9" ? 200 : 404, JsonFormatter.Default.Format(new ReconcileRequest { Pathways = { Held("p1", 2), Held("p2", 1) } })));
        await using var plugin = await StartAsync(fagsystem);
        var request = new ReconcileRequest { TenantId = "havnes", LastPathwayId = "p9", Pathways = { Held("p1", 2), Held("p2", 2) } };

        var difference = Assert.Single((await plugin.CallAsync("CaseSystemPluginService/Reconcile", ReconcileResponse.Parser, request)).Differences);

        Assert.Equal(new PathwayDifference { PathwayId = "p2", Kind = DifferenceKind.OtherVersion, HeldVersion = 1 }, difference);
    }

    private static async Task<CaseSystem> StartAsync(OtherSide fagsystem)
    {
        var plugin = new CaseSystem();
        await OtherSide.ConfigureAsync(plugin, fagsystem.Address);
        return plugin;
    }

    private static Task<LookupChildResponse> LookupAsync(CaseSystem plugin, string child) =>
        plugin.CallAsync("CaseSystemPluginService/LookupChild", LookupChildResponse.Parser, new LookupChildRequest { TenantId = "havnes", ChildReference = child });

    private static HistoryEntry Entry(int version) => new() { EventId = $"e{version}", PathwayId = "p1", Version = version };

    private static HeldPathway Held(string id, int version) => PathwayRange.Held(id, version, Enumerable.Range(1, version).Select(at => $"e{at}"));
}
