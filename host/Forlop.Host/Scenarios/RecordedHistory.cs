using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>
/// The histories of a scenario's pathways, and the state that each added up to, as protobuf JSON without anything that differs
/// from run to run. A later release replays them: an old history must go on adding up to the same.
/// </summary>
internal static class RecordedHistory
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly MethodDescriptor GetHistory = PathwayServiceReflection.Descriptor.Services[0].FindMethodByName("GetHistory");
    private static readonly MethodDescriptor GetPathway = PathwayServiceReflection.Descriptor.Services[0].FindMethodByName("GetPathway");

    public static async Task<string> ReadAsync(Scenario scenario, ScenarioRun run, SidecarClient client, CancellationToken cancellation)
    {
        var pathways = new JsonArray();
        var codes = new List<string>();
        foreach (var (pathwayId, by) in run.Opened)
        {
            var entries = new List<HistoryEntry>();
            var page = new GetHistoryResponse();
            do
            {
                var request = new GetHistoryRequest { PathwayId = pathwayId, PageToken = page.NextPageToken };
                page = Answer<GetHistoryResponse>(await client.CallAsync(GetHistory, request, by, cancellation), scenario);
                entries.AddRange(page.Entries);
            }
            while (page.NextPageToken.Length > 0);

            var state = Answer<GetPathwayResponse>(await client.CallAsync(GetPathway, new GetPathwayRequest { PathwayId = pathwayId }, by, cancellation), scenario).Pathway;
            Number(entries);
            ForgetExplanations(entries, state);
            codes.AddRange(state.Engagements.Select(engagement => engagement.ReplyCode).Where(code => code.Length > 0));
            pathways.Add(new JsonObject { ["history"] = new JsonArray([.. entries.Select(Json)]), ["state"] = Json(state) });
        }

        var text = new JsonObject { ["scenario"] = scenario.Title, ["pathways"] = pathways }.ToJsonString(Indented);
        for (var i = 0; i < run.Opened.Count; i++)
        {
            text = text.Replace(run.Opened[i].PathwayId, $"p{i + 1}", StringComparison.Ordinal);
        }

        // The code on a slip is drawn at random.
        for (var i = 0; i < codes.Count; i++)
        {
            text = text.Replace(codes[i], $"r{i + 1}", StringComparison.Ordinal);
        }

        return text + "\n";
    }

    // An id is `writer.commit.index`, which differs from run to run: a version does not.
    private static void Number(List<HistoryEntry> entries)
    {
        var numbered = new Dictionary<string, string>();
        foreach (var entry in entries)
        {
            numbered[entry.EventId] = string.Create(CultureInfo.InvariantCulture, $"w.{entry.Version}.0");
            entry.EventId = numbered[entry.EventId];
            if (entry.EntryCorrected is { } correction)
            {
                correction.CorrectedEventId = correction.Corrected.EventId = numbered[correction.CorrectedEventId];
            }
            else if (entry.EntryRetracted is { } retraction)
            {
                retraction.RetractedEventId = numbered[retraction.RetractedEventId];
            }
        }
    }

    // They are written for the reader when somebody reads, and are no part of what is stored.
    private static void ForgetExplanations(List<HistoryEntry> entries, Pathway state)
    {
        var restated = entries.SelectMany(entry => (entry.EntryCorrected?.Restated ?? entry.EntryRetracted?.Restated)?.Deadlines ?? []);
        foreach (var deadline in entries.Select(entry => entry.DeadlineSet?.Deadline).OfType<Deadline>().Concat(restated).Concat(state.Deadlines))
        {
            deadline.Explanation = null;
        }
    }

    private static JsonNode Json(IMessage message) => JsonNode.Parse(Formatter.Format(message))!;

    private static T Answer<T>(Outcome outcome, Scenario scenario)
        where T : class => outcome.Answer as T ?? throw new ConfigurationException($"{scenario.File}: a history could not be read: {Comparison.Told(outcome)}");
}
