using System.Text;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>Plugins that were built with another minor of the contract and another protobuf than the host, all in one host.</summary>
public sealed class CompatibilityTests
{
    private const string Older = "compat-older";
    private const string Newer = "compat-newer";
    private const string OtherProtobuf = "compat-protobuf";
    private const int FieldsOfAQuestion = 14;

    private static readonly RouteRequest Question = new()
    {
        TenantId = "havnes", Areas = { HealthArea.Somatic, HealthArea.SubstanceUse }, Acuteness = Acuteness.No, AgeYears = 9, ResponsibleKommunenummer = "9901", TodayOn = "2026-01-12",
    };

    [Theory]
    [InlineData(PluginLevel.InProcess)]
    [InlineData(PluginLevel.Worker)]
    [Trait("Must", "PL-4")]
    public async Task Older_newer_and_with_another_protobuf_they_answer_beside_one_another_and_lose_nothing_that_they_do_not_know(PluginLevel level)
    {
        string[] ids = [Older, Newer, OtherProtobuf];
        using var folders = Folders.With(ids);
        await using var house = await folders.OpenAsync(options => options with { Levels = ids.ToDictionary(id => id, _ => level) });
        Assert.All(house.Statuses, status => Assert.Equal((PluginState.Running, level, null), (status.State, status.Level, status.Problem?.Nb)));

        // Each has its own contract, also in this process, where all three are called Forlop.Contracts; and its own protobuf.
        Assert.Equal((FieldsOfAQuestion, "3.25.1"), (RouteRequest.Descriptor.Fields.InFieldNumberOrder().Count, typeof(IMessage).Assembly.GetName().Version!.ToString(3)));
        Assert.Equal(($"{FieldsOfAQuestion - 1}", "3.21.9", HealthInstanceType.EmergencyClinic), await AskAsync(house, Older));
        Assert.Equal(($"{FieldsOfAQuestion + 1}", "3.25.1", (HealthInstanceType)100), await AskAsync(house, Newer));
        Assert.Equal(($"{FieldsOfAQuestion}", "3.36.2", HealthInstanceType.EmergencyClinic), await AskAsync(house, OtherProtobuf));

        // A later field is not lost on whoever passes the answer on, and an RPC that came later is not there.
        var later = (await house.Routing(Newer).RouteAsync(Question)).Suggestions.Single();
        Assert.Contains("of a later release", Encoding.UTF8.GetString(later.ToByteArray()), StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await house.Routing(Older).ExamineAsync(new ExamineRequest { TenantId = "havnes", Check = new CheckRules() }));
        Assert.Equal(StatusCode.Unimplemented, unknown.StatusCode);

        Assert.Empty(await house.CloseAsync());
    }

    private static async Task<(string Fields, string Protobuf, HealthInstanceType Type)> AskAsync(PluginHouse house, string id)
    {
        using var call = house.Routing(id).RouteAsync(Question);
        var suggestion = (await call.ResponseAsync).Suggestions.Single();
        var trailers = call.GetTrailers();

        Assert.Equal(Question, RouteRequest.Parser.ParseFrom(trailers.GetValueBytes("request-bin")!));
        Assert.Equal(Question.Areas, suggestion.Areas);
        return (trailers.GetValue("fields")!, trailers.GetValue("protobuf")!, suggestion.Instance.Type);
    }
}
