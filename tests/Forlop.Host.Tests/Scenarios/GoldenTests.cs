using System.Text.Json.Nodes;
using Forlop.Contracts.V1;
using Forlop.Pathways;
using Google.Protobuf;

namespace Forlop.Host.Tests.Scenarios;

/// <summary>
/// Histories that earlier builds wrote. What is stored is read for ever: they must go on adding up to the state that they added
/// up to then. Running the scenario anew would not show it, since it writes a new history.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => new(Directory.GetFiles(ScenarioFiles.Goldens, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_history_adds_up_to_the_state_that_it_did(string name)
    {
        var pathways = JsonNode.Parse(File.ReadAllText(ScenarioFiles.GoldenOf(name)))!["pathways"]!.AsArray();
        Assert.NotEmpty(pathways);
        foreach (var recorded in pathways)
        {
            Assert.Equal(Parse<Pathway>(recorded!["state"]!), Replay(recorded["history"]!.AsArray()));
        }
    }

    [Fact]
    public void A_history_that_lost_an_event_adds_up_to_something_else()
    {
        var recorded = JsonNode.Parse(File.ReadAllText(ScenarioFiles.GoldenOf("a06-parents-disagree")))!["pathways"]![0]!;
        var history = recorded["history"]!.AsArray();
        history.Remove(history.Single(entry => entry!["deadline_passed"] is not null));
        history.Remove(history.Last(entry => entry!["deadline_set"] is not null));
        Assert.NotEqual(Parse<Pathway>(recorded["state"]!), Replay(history));
    }

    [Fact]
    public async Task Two_runs_write_the_same_history()
    {
        var folder = Directory.CreateTempSubdirectory("forlop-golden-");
        try
        {
            var files = new[] { "first.json", "second.json" }.Select(file => Path.Combine(folder.FullName, file)).ToList();
            foreach (var file in files)
            {
                await ScenarioFiles.PlayAsync(ScenarioFiles.PathOf("a13-duplicate-start"), history: file);
            }

            var first = await File.ReadAllTextAsync(files[0]);
            Assert.Equal(first, await File.ReadAllTextAsync(files[1]));
            Assert.Contains("\"pathway_id\": \"p3\"", first, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Pathway Replay(JsonArray history)
    {
        var pathway = new Pathway();
        foreach (var entry in history)
        {
            PathwayFold.Apply(pathway, Parse<HistoryEntry>(entry!));
        }

        return pathway;
    }

    // A field that this build does not know is an error here: v1 only grows.
    private static T Parse<T>(JsonNode json)
        where T : IMessage, new() => JsonParser.Default.Parse<T>(json.ToJsonString());
}
