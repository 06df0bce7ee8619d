using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf.WellKnownTypes;

namespace KindsSample;

/// <summary>A fagsystem that is a folder: a file for each child with its circumstances, and one for each pathway with a line for each event.</summary>
[Plugin("kinds-sample", "1.0.0")]
public class FolderCaseSystem : CaseSystemPlugin
{
    private Store store = new("");

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(Store.Open(request!, out store));

    protected override ValueTask<LookupChildResponse> LookupChild(LookupChildRequest request, PluginCall call) =>
        store.Read($"{request!.ChildReference}.child") is { } known
            ? new(new LookupChildResponse { Circumstances = Circumstances.Parser.ParseJson(known), ReadTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) })
            : throw new PluginException(CallStatus.NotFound, "The fagsystem knows no such child.");

    protected override ValueTask<DeliverResponse> Deliver(DeliverRequest request, PluginCall call)
    {
        store.ThrowIfRefused("all");
        store.ThrowIfRefused(request!.PathwayId);
        var events = EventsOf(request.PathwayId);
        foreach (var entry in request.Events.Where(entry => !events.Contains(entry.EventId)))
        {
            if (entry.Version != events.Count + 1)
                break;
            events.Add(entry.EventId);
        }

        store.Write($"{request.PathwayId}.pathway", string.Join('\n', events));
        return new(new DeliverResponse { Version = events.Count });
    }

    protected override ValueTask<ReconcileResponse> Reconcile(ReconcileRequest request, PluginCall call)
    {
        var mine = Directory.EnumerateFiles(store.Folder, "*.pathway").Select(file => Path.GetFileNameWithoutExtension(file))
            .Select(id => (Id: id, Events: EventsOf(id)));
        return new(PathwayRange.Compare(request, mine.Select(pathway => PathwayRange.Held(pathway.Id, pathway.Events.Count, pathway.Events))));
    }

    private List<string> EventsOf(string pathwayId) => [.. (store.Read($"{pathwayId}.pathway") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
