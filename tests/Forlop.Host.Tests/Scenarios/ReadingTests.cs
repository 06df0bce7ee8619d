using Forlop.Host.Scenarios;

namespace Forlop.Host.Tests.Scenarios;

/// <summary>What is no scenario: a sentence with file, line and cure, before anything has run.</summary>
public sealed class ReadingTests : IDisposable
{
    private const string Head = "scenario: A test\nclock: 2026-01-12\nsteps:\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-reading-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(4, "There is no RPC PathwayService.Open. PathwayService has: ", "  - call: PathwayService.Open\n")]
    [InlineData(4, "There is no RPC Nonsense. Write Service.Rpc; the services are: AuditService, ", "  - call: Nonsense\n")]
    [InlineData(4, "is a stream", "  - call: PathwayService.WatchPathways\n")]
    [InlineData(6, "DecideStartRequest has no field \"resaon\". It has: pathway_id, ", "  - call: PathwayService.DecideStart\n    request:\n      resaon: x\n")]
    [InlineData(7, "Circumstances has no field \"name\"", "  - call: PathwayService.OpenPathway\n    request:\n      circumstances:\n        name: Kari\n")]
    [InlineData(6, "areas is a list", "  - call: PathwayService.DecideStart\n    request:\n      areas: DENTAL\n")]
    [InlineData(6, "areas cannot be \"TEETH\". It is one of: MENTAL, ", "  - call: PathwayService.DecideStart\n    request:\n      areas: [DENTAL, TEETH]\n")]
    [InlineData(6, "family_informed is true or false, not \"perhaps\"", "  - call: PathwayService.ClosePathway\n    request:\n      family_informed: perhaps\n")]
    [InlineData(6, "page_size is a number, not \"many\"", "  - call: PathwayService.ListPathways\n    request:\n      page_size: many\n")]
    [InlineData(6, "page_size stands here twice", "  - call: PathwayService.ListPathways\n    request: { page_size: 1,\n      pageSize: 2 }\n")]
    [InlineData(4, "\"expected\" is unknown here", "  - { call: PathwayService.GetPathway, expected: { code: OK } }\n")]
    [InlineData(5, "There is no gRPC code \"BAD\". It is one of: OK, CANCELLED, ", "  - call: PathwayService.GetPathway\n    expect: { code: BAD }\n")]
    [InlineData(5, "There is no reason \"BAD\"", "  - call: PathwayService.GetPathway\n    expect: { reason: BAD }\n")]
    [InlineData(5, "GetPathwayResponse has no field \"state\"", "  - call: PathwayService.GetPathway\n    expect: { fields: { state: STARTED } }\n")]
    [InlineData(5, "state cannot be \"STARTD\"", "  - call: PathwayService.GetPathway\n    expect: { fields: { pathway.state: STARTD } }\n")]
    [InlineData(5, "is a group or a list of groups", "  - call: PathwayService.GetPathway\n    expect: { fields: { pathway.deadlines: 1 } }\n")]
    [InlineData(5, "nothing can follow deadlines: say which element", "  - call: PathwayService.GetPathway\n    expect: { fields: { pathway.deadlines.state: MET } }\n")]
    [InlineData(5, "is no list", "  - call: PathwayService.GetPathway\n    expect: { fields: { \"pathway[0].state\": STARTED } }\n")]
    [InlineData(5, "a bracket is not closed", "  - call: PathwayService.GetPathway\n    expect: { fields: { \"pathway.deadlines[0\": MET } }\n")]
    [InlineData(5, "A call that is refused has no answer", "  - call: PathwayService.GetPathway\n    expect: { code: NOT_FOUND, fields: { pathway.version: 1 } }\n")]
    [InlineData(5, "There is no kind of task \"WAIT\"", "  - call: PathwayService.GetPathway\n    expect: { tasks: [{ kind: WAIT }] }\n")]
    [InlineData(5, "\"due\" is unknown here", "  - call: PathwayService.GetPathway\n    expect: { tasks: [{ kind: CLOSE, due: 2026-01-12 }] }\n")]
    [InlineData(5, "\"tasks\" is empty and would hold of anything", "  - call: PathwayService.GetPathway\n    expect: { tasks: [] }\n")]
    [InlineData(5, "\"now\" is empty", "  - call: PathwayService.GetPathway\n    expect: { now: { } }\n")]
    [InlineData(5, "There is no RPC \"Close\"", "  - call: PathwayService.GetPathway\n    expect: { permitted: [Close] }\n")]
    [InlineData(5, "${nobody} has no value here", "  - call: PathwayService.GetPathway\n    request: { pathway_id: \"${nobody}\" }\n")]
    [InlineData(5, "No earlier step is called \"first\"", "  - call: PathwayService.GetPathway\n    same_bytes_as: first\n")]
    [InlineData(5, "\"run\" cannot be saved under", "  - call: PathwayService.GetPathway\n    save: { run: pathway.version }\n")]
    [InlineData(5, "and the clock never goes back", "  - at: 2026-02-01\n  - at: 2026-01-31\n")]
    [InlineData(4, "\"1 February\" is not a day", "  - at: 1 February\n")]
    [InlineData(4, "The step does nothing", "  - name: nothing\n")]
    [InlineData(4, "The step calls nothing", "  - request: { }\n")]
    [InlineData(5, "\"team\" is unknown here", "  - call: PathwayService.GetPathway\n    as: { team: one }\n")]
    [InlineData(5, "is not valid YAML", "  - call: PathwayService.GetPathway\n    request: { pathway_id: ${pathway} }\n")]
    public void What_does_not_hold_together_is_named_with_its_line(int line, string sentence, string steps) => Fails(Head + steps, line, sentence);

    [Theory]
    [InlineData(1, "This is no scenario", "")]
    [InlineData(1, "This is no scenario", "- a list\n")]
    [InlineData(1, "\"clock\" is missing", "scenario: A test\nsteps: []\n")]
    [InlineData(2, "\"step\" is unknown here", "scenario: A test\nstep: []\n")]
    [InlineData(3, "There is no step", "scenario: A test\nclock: 2026-01-12\nsteps: []\n")]
    public void What_is_no_scenario_at_all_is_named_too(int line, string sentence, string text) => Fails(text, line, sentence);

    [Fact]
    public async Task Settings_are_written_for_each_service_and_the_sidecar_reads_them()
    {
        var path = Write("scenario: A test\nclock: 2026-01-12\ntenants:\n  havnes:\n    settings:\n      order: referral_first\n      upper_age: 25\n  skogli:\nsteps:\n  - at: 2026-01-13\n");
        var settings = Path.Combine(folder.FullName, "settings");
        Assert.Equal(settings, ScenarioSettings.Write(ScenarioReader.Read(path), settings));
        Assert.Equal("order: referral_first\nupper_age: 25\n", (await File.ReadAllTextAsync(Path.Combine(settings, "havnes.yaml"))).Replace("...\n", "", StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(settings));

        await ScenarioFiles.PlayAsync(path);
        var broken = Write("scenario: A test\nclock: 2026-01-12\ntenants:\n  havnes:\n    settings:\n      order: sometimes\nsteps:\n  - at: 2026-01-13\n");
        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => ScenarioFiles.PlayAsync(broken));
        Assert.Contains("havnes.yaml:1:8: order is \"sometimes\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_a_credential_is_named_with_those_that_have_one()
    {
        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => ScenarioFiles.PlayAsync(Write(Head + "  - as: { tenant: nowhere }\n    call: PathwayService.ListPathways\n")));
        Assert.Contains(":4: The sidecar has no credential dev-nowhere. It has: dev-havnes, ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_before_there_is_a_pathway_says_so()
    {
        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => ScenarioFiles.PlayAsync(Write(Head + "  - call: PathwayService.GetPathway\n")));
        Assert.Contains(":4: No pathway has been opened yet", fault.Message, StringComparison.Ordinal);
    }

    private void Fails(string text, int line, string sentence)
    {
        var path = Write(text);
        var fault = Assert.Throws<ConfigurationException>(() => ScenarioReader.Read(path));
        Assert.StartsWith($"{path}:{line}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var path = Path.Combine(folder.FullName, "test.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
