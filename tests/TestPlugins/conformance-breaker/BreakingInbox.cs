using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;
using KindsSample;

namespace ConformanceBreaker;

/// <summary>An inbox with one rule of intake broken.</summary>
public sealed class BreakingInbox() : Breaker(new FolderInbox())
{
    private readonly Dictionary<string, IntakeItem> offered = [];
    private readonly HashSet<string> acknowledged = [];
    private int offers;

    protected override void Came(BrokenCall call)
    {
        if (call!.Name == "Receive")
            offers++;
        if (call.Name == "Acknowledge")
            call.IsRepeat = !acknowledged.Add(call.Read(AcknowledgeRequest.Parser).ItemId);
    }

    protected override ReadOnlyMemory<byte>? Changed(BrokenCall call, ReadOnlyMemory<byte> reply)
    {
        if (call!.Name != "Receive")
            return Breaks == "IN-4" && call.IsRepeat ? null : base.Changed(call, reply);
        var item = ReceiveResponse.Parser.ParseFrom(reply.Span).Item;
        offered[item.ItemId] = item.Clone();
        if (Breaks == "IN-1" && offers == 2)
            return null;
        if (Breaks == "IN-3" && offers == 2)
            item.RequesterId = "somebody-else";
        if (Breaks == "IN-5")
            item.Acuteness = Acuteness.Unspecified;
        return new ReceiveResponse { Item = item }.ToByteArray();
    }

    protected override IMessage? Added(BrokenCall call, CallStatus end) => call!.Name == "Receive" && Breaks == "IN-2" && acknowledged.Count > 0
        ? new ReceiveResponse { Item = offered[acknowledged.First()] }
        : base.Added(call, end);

    protected override CallStatus Ended(BrokenCall call, CallStatus end) =>
        call!.Name == "Acknowledge" && Breaks == "IN-4" && call.IsRepeat ? CallStatus.NotFound : base.Ended(call, end);
}
