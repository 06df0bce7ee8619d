using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf.WellKnownTypes;

namespace KindsSample;

/// <summary>An inbox that is a folder. A form has two lines: the child's handle, and the answer to whether it is acute, if one was given.</summary>
[Plugin("kinds-sample", "1.0.0")]
public class FolderInbox : IntakePlugin
{
    private Store store = new("");

    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(Store.Open(request!, out store));

    protected override async IAsyncEnumerable<IntakeItem> Receive(ReceiveRequest request, PluginCall call)
    {
        foreach (var form in Directory.EnumerateFiles(store.Folder, "*.form").Order(StringComparer.Ordinal))
        {
            store.ThrowIfRefused($"{Path.GetFileNameWithoutExtension(form)}.offer");
            var lines = await File.ReadAllLinesAsync(form, call!.Cancellation);
            yield return new IntakeItem
            {
                ItemId = Path.GetFileNameWithoutExtension(form),
                Kind = IntakeKind.Reactivate,
                RequesterId = "fjordgard",
                ChildHandle = lines[0],
                Acuteness = lines.ElementAtOrDefault(1) switch { "ja" => Acuteness.Yes, "nei" => Acuteness.No, _ => Acuteness.Unsure },
                Reason = string.Join('\n', lines.Skip(2)),
                ReceivedTime = Timestamp.FromDateTime(File.GetLastWriteTimeUtc(form)),
            };
        }
    }

    protected override ValueTask<AcknowledgeResponse> Acknowledge(AcknowledgeRequest request, PluginCall call)
    {
        var form = store.PathOf($"{request!.ItemId}.form");
        var done = store.PathOf($"{request.ItemId}.done");
        if (!File.Exists(form) && !File.Exists(done))
            throw new PluginException(CallStatus.NotFound, "There never was such a form.");
        store.ThrowIfRefused(request.ItemId);
        store.Write($"{request.ItemId}.answer", $"{request.Outcome}\n{request.Message.Nb}");
        if (File.Exists(form))
            File.Move(form, done);
        return new(new AcknowledgeResponse());
    }
}
