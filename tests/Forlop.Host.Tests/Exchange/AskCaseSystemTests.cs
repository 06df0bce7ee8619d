using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A fagsystem is asked what it knows of a child now, and nothing of the answer stays here.</summary>
public sealed class AskCaseSystemTests
{
    [Fact]
    [Trait("Must", "PW-13")]
    public async Task What_the_fagsystem_knows_now_is_told_what_the_pathway_has_otherwise_is_named_and_nothing_is_stored()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        var pathwayId = await fagsystem.OpenAsync("asked-1");
        var held = await fagsystem.GetAsync(pathwayId);
        var told = new Circumstances { BirthOn = held.Circumstances.BirthOn, CareBasis = CareBasis.CareOrder, GpOfficeId = "kontor-5f2a" };
        told.ConsentHolders.Add(held.Circumstances.ConsentHolders.Reverse());
        fagsystem.Write("asked-1.child", told.ToString());

        var answer = Assert.Single((await AskAsync(fagsystem, new AskCaseSystemRequest { PathwayId = pathwayId })).Answers);

        Assert.Equal(told, answer.Circumstances);
        Assert.Equal((ExchangeSidecar.Plugin, "1.0.0", false, null), (answer.PluginId, answer.PluginVersion, answer.NotKnown, answer.Failure));
        Assert.NotNull(answer.ReadTime);
        Assert.Equal(["care_basis", "gp_office_id"], answer.Differing);
        Assert.Equal(held, await fagsystem.GetAsync(pathwayId));

        fagsystem.Write("asked-1.child", held.Circumstances.ToString());
        Assert.Empty(Assert.Single((await AskAsync(fagsystem, new AskCaseSystemRequest { PathwayId = pathwayId })).Answers).Differing);
        var files = Directory.GetFiles(fagsystem.Sidecar.Data, "*.db*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain("kontor-5f2a", ReadShared(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_child_without_a_pathway_is_asked_for_by_its_reference_and_one_that_is_not_there_is_told_apart_from_a_failure()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem", "child_reference");
        fagsystem.Write("asked-2.child", """{"birthOn":"2018-05-03"}""");
        fagsystem.Write("asked-3.child", "not what it should be");

        var known = Assert.Single((await AskAsync(fagsystem, new AskCaseSystemRequest { ChildReference = "asked-2" })).Answers);
        Assert.Equal("2018-05-03", known.Circumstances.BirthOn);
        Assert.Empty(known.Differing);
        var unknown = Assert.Single((await AskAsync(fagsystem, new AskCaseSystemRequest { ChildReference = "asked-4" })).Answers);
        Assert.Equal((true, null, null), (unknown.NotKnown, unknown.Circumstances, unknown.Failure));
        var failed = Assert.Single((await AskAsync(fagsystem, new AskCaseSystemRequest { ChildReference = "asked-3" })).Answers);
        Assert.Equal((false, null), (failed.NotKnown, failed.Circumstances));
        Assert.StartsWith("Fagsystemet svarte ikke", failed.Failure.Nb, StringComparison.Ordinal);
        foreach (var request in new AskCaseSystemRequest[] { new(), new() { PathwayId = Guid.CreateVersion7().ToString(), ChildReference = "asked-2" }, new() { ChildReference = "03051812345" } })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(fagsystem, request));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Where_no_fagsystem_is_connected_that_is_said()
    {
        await using var sidecar = await ExchangeSidecar.StartAsync("intake", "FolderInbox");
        var answer = await AskAsync(sidecar, new AskCaseSystemRequest { ChildReference = "asked-5" });

        Assert.Empty(answer.Answers);
        Assert.Contains("«havnes»", answer.Missing.Nb, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_told_which_child_it_is_cannot_be_asked()
    {
        await using var fagsystem = await ExchangeSidecar.StartAsync("fagsystem", "FolderCaseSystem");
        var answer = Assert.Single((await AskAsync(fagsystem, new AskCaseSystemRequest { ChildReference = "asked-6" })).Answers);

        Assert.Equal((false, null), (answer.NotKnown, answer.Circumstances));
        Assert.Contains("«child_reference»", answer.Failure.Nb, StringComparison.Ordinal);
    }

    private static async Task<AskCaseSystemResponse> AskAsync(ExchangeSidecar fagsystem, AskCaseSystemRequest request) =>
        await new PathwayService.PathwayServiceClient(fagsystem.Sidecar.As()).AskCaseSystemAsync(request);

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
