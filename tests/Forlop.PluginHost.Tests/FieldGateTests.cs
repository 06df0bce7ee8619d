using System.Text.Json.Nodes;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.PluginHost.Tests;

/// <summary>What was not asked for and granted is not there when a message reaches a plugin: every field of every request.</summary>
public sealed class FieldGateTests
{
    private static readonly HashSet<string> Nothing = [];

    public static TheoryData<string> Kinds => [.. PluginKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_plugin_that_was_granted_nothing_gets_every_field_that_says_nothing_of_a_person_and_no_other(string kind)
    {
        foreach (var message in Requests(kind))
        {
            var passed = FullMessages.Present(FieldGate.Pass(message, Nothing)).Select(field => field.FullName).ToHashSet();

            Assert.Equal(
                FullMessages.Present(message).Where(field => !ContractFields.IsGuarded(field)).Select(field => field.FullName).ToHashSet(),
                passed);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_field_that_is_granted_arrives_and_no_other(string kind)
    {
        var requests = Requests(kind);
        Assert.Equal(ContractFields.OfKind(kind), Guarded(requests).ToHashSet());
        foreach (var name in ContractFields.OfKind(kind))
            Assert.Equal([name], Guarded(requests.Select(message => FieldGate.Pass(message, new HashSet<string> { name }))).Distinct());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Everything_arrives_for_which_everything_is_granted_and_the_callers_own_message_is_left_alone(string kind)
    {
        foreach (var message in Requests(kind))
        {
            var before = message.ToByteString();
            Assert.Equal(message, FieldGate.Pass(message, ContractFields.OfKind(kind)));
            FieldGate.Pass(message, Nothing);
            Assert.Equal(before, message.ToByteString());
        }
    }

    [Fact]
    public void A_field_is_named_by_one_message_alone()
    {
        var named = PluginKinds.All.SelectMany(ContractFields.RequestsOf).SelectMany(ContractFields.Reached).Where(ContractFields.IsGuarded)
            .GroupBy(ContractFields.NameOf).Where(same => same.Key.Contains('.', StringComparison.Ordinal));

        Assert.All(named, same => Assert.Single(same.Select(field => field.FullName).Distinct()));
    }

    [Fact]
    public void A_field_that_this_host_does_not_know_never_passes()
    {
        var later = new byte[] { 0xFA, 0x7F, 0x01, (byte)'x' }; // field 2047, a text
        var delivered = new DeliverRequest { PathwayId = "p", Events = { HistoryEntry.Parser.ParseFrom(later) } };

        var passed = (DeliverRequest)FieldGate.Pass(DeliverRequest.Parser.ParseFrom([.. delivered.ToByteArray(), .. later]), ContractFields.OfKind("fagsystem"));

        Assert.Equal(new DeliverRequest { PathwayId = "p", Events = { new HistoryEntry() } }, passed);
    }

    [Theory]
    [InlineData]
    [InlineData("age_years")]
    [InlineData("school_id", "protection_grade")]
    public async Task What_a_program_gets_is_what_its_manifest_asked_for(params string[] asked)
    {
        using var folders = new Folders();
        Folders.Edit(folders.AddOdd("MirrorPlugin"), manifest => manifest["dataFields"] = new JsonArray([.. asked.Select(name => (JsonNode)name)]));
        await using var house = await folders.OpenAsync();

        var answer = await house.Routing("routing-odd").RouteAsync((RouteRequest)FullMessages.Of(RouteRequest.Descriptor)[0]);
        var seen = answer.Suggestions.Single().Reason.Nb;
        Assert.Equal(asked, RouteRequest.Descriptor.Fields.InDeclarationOrder()
            .Where(field => ContractFields.IsGuarded(field) && seen.Contains($"\"{field.JsonName}\"", StringComparison.Ordinal)).Select(field => field.Name));
    }

    private static List<IMessage> Requests(string kind) => [.. ContractFields.RequestsOf(kind).SelectMany(FullMessages.Of)];

    private static IEnumerable<string> Guarded(IEnumerable<IMessage> messages) =>
        messages.SelectMany(FullMessages.Present).Where(ContractFields.IsGuarded).Select(ContractFields.NameOf);
}
