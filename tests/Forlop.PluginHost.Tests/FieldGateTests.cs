using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Google.Protobuf.Reflection;

namespace Forlop.PluginHost.Tests;

public sealed class FieldGateTests
{
    public static TheoryData<string> Guarded =>
        [.. RouteRequest.Descriptor.Fields.InDeclarationOrder().Where(FieldGate.IsGuarded).Select(guarded => guarded.Name)];

    [Fact]
    public async Task A_plugin_that_asked_for_nothing_gets_no_field_that_says_something_of_a_child()
    {
        var seen = await SeenBy([]);

        foreach (var field in RouteRequest.Descriptor.Fields.InDeclarationOrder())
            Assert.Equal(FieldGate.IsGuarded(field), !seen.Contains($"\"{field.JsonName}\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_field_that_was_asked_for_arrives_and_no_other(string name)
    {
        var seen = await SeenBy([name]);

        Assert.Equal([name], RouteRequest.Descriptor.Fields.InDeclarationOrder()
            .Where(field => FieldGate.IsGuarded(field) && seen.Contains($"\"{field.JsonName}\"", StringComparison.Ordinal)).Select(field => field.Name));
    }

    private static async Task<string> SeenBy(string[] dataFields)
    {
        using var folders = new Folders();
        Folders.Edit(folders.AddOdd("MirrorPlugin"), manifest => manifest["dataFields"] = new System.Text.Json.Nodes.JsonArray([.. dataFields.Select(name => (System.Text.Json.Nodes.JsonNode)name)]));
        await using var house = await folders.OpenAsync();
        var full = Full();

        var answer = await house.Routing("routing-odd").RouteAsync(full);
        Assert.Equal(Full(), full); // The caller's own message is left alone.
        return answer.Suggestions.Single().Reason.Nb;
    }

    private static RouteRequest Full()
    {
        var request = new RouteRequest();
        foreach (var field in RouteRequest.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
                request.Areas.Add(HealthArea.Mental);
            else
                field.Accessor.SetValue(request, field.FieldType switch { FieldType.String => "x", FieldType.Int32 => 7, _ => Enum.ToObject(field.EnumType.ClrType, 1) });
        }

        return request;
    }
}
