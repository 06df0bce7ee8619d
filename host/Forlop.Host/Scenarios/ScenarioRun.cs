using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Google.Protobuf.Reflection;
using Grpc.Core;
using NodaTime;

namespace Forlop.Host.Scenarios;

/// <summary>A scenario that is played against a sidecar, through its public API and nothing else.</summary>
internal sealed class ScenarioRun
{
    private static readonly MethodDescriptor SetClock = MethodOf(OperatorServiceReflection.Descriptor, "SetClock");
    private static readonly MethodDescriptor GetPathway = MethodOf(PathwayServiceReflection.Descriptor, "GetPathway");

    private readonly Scenario scenario;
    private readonly SidecarClient client;
    private readonly ScenarioReport report;
    private readonly Values values;
    private readonly Comparison comparison;
    private readonly Dictionary<string, Outcome> named = [];
    private readonly List<(string PathwayId, Persona By)> opened = [];
    private Persona who;

    /// <param name="run">What <c>${run}</c> stands for.</param>
    public ScenarioRun(Scenario scenario, SidecarClient client, ScenarioReport report, string run)
    {
        (this.scenario, this.client, this.report) = (scenario, client, report);
        values = new Values(run);
        comparison = new Comparison(values);
        who = Persona.CaseworkerOf(scenario.UsualTenant);
    }

    /// <summary>The pathways in the order in which they were opened, each with who opened it.</summary>
    public IReadOnlyList<(string PathwayId, Persona By)> Opened => opened;

    /// <summary>Plays it to its end or to the first step that differs; true when all was as expected.</summary>
    public async Task<bool> PlayAsync(CancellationToken cancellation)
    {
        report.Begin(scenario);
        await MoveClockAsync(scenario.StartsOn, null, cancellation);
        foreach (var step in scenario.Steps)
        {
            var (outcome, now, differences) = await PlayAsync(step, cancellation);
            report.Played(step, values.Today, outcome, now, differences);
            if (differences.Count > 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<(Outcome? Outcome, GetPathwayResponse? Now, IReadOnlyList<Difference> Differences)> PlayAsync(Step step, CancellationToken cancellation)
    {
        var outcome = step.At is { } day ? await MoveClockAsync(day, step, cancellation) : null;
        who = step.Who is { } part ? Persona.Read(part, values, scenario.UsualTenant) : who;
        var pathwayId = values.LastPathway;
        if (step.Rpc is { } rpc)
        {
            var request = new RequestWriter(values).Message(step.Request, rpc.InputType, step.Part);
            outcome = await client.CallAsync(rpc, request, who, cancellation);
            var pathway = rpc.InputType.FindFieldByName("pathway_id");
            Note(outcome, pathway is null);
            pathwayId = pathway?.Accessor.GetValue(request) as string ?? values.LastPathway;
        }

        var now = default(GetPathwayResponse);
        var differences = outcome is null ? [] : Comparison.Code(step, outcome) is { } code ? [code] : SameBytes(step, outcome).ToList();
        if (differences.Count == 0 && outcome is not null)
        {
            named[step.Name] = outcome;
            differences = [.. Save(step, outcome)];
            differences = differences.Count > 0 ? differences : [.. comparison.OfOutcome(step.Expect, outcome)];
        }

        if (differences.Count == 0 && step.Expect.LooksAtPathway)
        {
            now = await LookAsync(step, outcome, pathwayId, cancellation);
            differences = [.. comparison.OfPathway(step.Expect, now)];
        }

        return (outcome, now, differences);
    }

    // A pathway that a command opened is the one that is meant from here on.
    private void Note(Outcome outcome, bool opens)
    {
        if (outcome.Answer is SetClockResponse set)
        {
            values.Today = set.TodayOn;
        }

        if (opens && outcome.Receipt is { PathwayId.Length: > 0 } receipt)
        {
            values.LastPathway = receipt.PathwayId;
            if (!opened.Exists(earlier => earlier.PathwayId == receipt.PathwayId))
            {
                opened.Add((receipt.PathwayId, who));
            }
        }
    }

    private IEnumerable<Difference> SameBytes(Step step, Outcome outcome)
    {
        if (step.SameBytesAs is { } other && named[other.Text] is var earlier && !earlier.Bytes.AsSpan().SequenceEqual(outcome.Bytes))
        {
            var at = earlier.Bytes.AsSpan().CommonPrefixLength(outcome.Bytes);
            yield return new Difference(other, "same_bytes_as", $"the answer of \"{other.Text}\": {Shown(earlier)}", $"{Shown(outcome)}; other from byte {at}");
        }
    }

    // A receipt can be shown whole; an answer of another kind may hold what other pathways of a running sidecar say.
    private static string Shown(Outcome outcome) => outcome switch
    {
        { Receipt: { } receipt } => $"{receipt} ({outcome.Bytes.Length} bytes)",
        { Answer: not null } => $"{outcome.Bytes.Length} bytes",
        _ => Comparison.Told(outcome),
    };

    // Whoever opened a pathway may look at it; who acts now may be an institution or an operator, who may not.
    private async Task<GetPathwayResponse> LookAsync(Step step, Outcome? outcome, string? pathwayId, CancellationToken cancellation)
    {
        if (step.Expect.Of is null && outcome?.Answer is GetPathwayResponse looked)
        {
            return looked;
        }

        var id = step.Expect.Of is { } of ? values.Fill(of) : pathwayId ?? throw step.Part.Fault("No pathway has been opened yet, and there is none to look at. Open one in an earlier step.");
        var by = opened.Find(pathway => pathway.PathwayId == id).By ?? who;
        var found = await client.CallAsync(GetPathway, new GetPathwayRequest { PathwayId = id }, by, cancellation);
        return found.Answer as GetPathwayResponse ?? throw (step.Expect.Of ?? step.Part).Fault($"The pathway cannot be looked at as {by.Actor.UserId}: {Comparison.Told(found)}");
    }

    private IEnumerable<Difference> Save(Step step, Outcome outcome)
    {
        foreach (var (name, path) in step.Save)
        {
            var reading = AnswerPath.Parse(values.Fill(path), outcome.Said!.Descriptor, path).Read(outcome.Said);
            if (reading.Text is not { Length: > 0 } value)
            {
                yield return new Difference(path, $"save {name.Text}", "a value", reading.ToString());
                continue;
            }

            values.Save(name.Text, value);
        }
    }

    private async Task<Outcome> MoveClockAsync(LocalDate day, Step? step, CancellationToken cancellation)
    {
        var to = Day.Format(day);
        var set = await client.CallAsync(SetClock, new SetClockRequest { TodayOn = to }, Persona.Operator, cancellation);
        if (set.Answer is null)
        {
            var sentence = set switch
            {
                { Refusal.Reason: RefusalReason.ClockFixed } => $"The sidecar's clock cannot be set to {to}: it was started without --simulated-clock, or its calendar is already past that day, and it never goes back. Start it anew on a fresh data folder with --simulated-clock {to}, or let the scenario begin later.",
                { Code: StatusCode.Unavailable } => "No sidecar answers. Start it with --simulated-clock, and name its folder with --data, or its address with --address.",
                { Code: StatusCode.Unauthenticated } => "The sidecar does not know the credential dev-operator. Name the folder of that very sidecar with --data, or its file with --credentials.",
                _ => $"The clock cannot be set to {to}: {Comparison.Told(set)}",
            };
            throw step?.Part.Find("at")?.Fault(sentence) ?? new ConfigurationException($"{scenario.File}: {sentence}");
        }

        values.Today = to;
        return set;
    }

    private static MethodDescriptor MethodOf(FileDescriptor file, string rpc) => file.Services.SelectMany(service => service.Methods).Single(method => method.Name == rpc);
}
