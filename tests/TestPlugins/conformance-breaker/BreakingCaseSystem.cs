using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;
using KindsSample;

namespace ConformanceBreaker;

/// <summary>A fagsystem with one of its rules broken.</summary>
public sealed class BreakingCaseSystem() : Breaker(new FolderCaseSystem())
{
    private readonly HashSet<string> delivered = [];
    private readonly HashSet<string> compared = [];
    private ReadOnlyMemory<byte>? looked;

    protected override void Came(BrokenCall call)
    {
        if (call!.Name == "Deliver")
            call.IsRepeat = !delivered.Add(call.Read(DeliverRequest.Parser).Events[0].EventId);
        if (call.Name == "Reconcile")
            call.IsRepeat = !compared.Add(Convert.ToBase64String(call.Request.Span));
    }

    protected override ReadOnlyMemory<byte>? Changed(BrokenCall call, ReadOnlyMemory<byte> reply)
    {
        switch (call!.Name, Breaks)
        {
            case ("LookupChild", "CS-1"):
                return looked ??= reply.ToArray();
            case ("Deliver", "CS-3") when call.IsRepeat:
                return null;
            case ("Deliver", "CS-4"):
                return new DeliverResponse { Version = call.Read(DeliverRequest.Parser).Events[^1].Version }.ToByteArray();
            case ("Reconcile", "CS-5"):
                return new ReconcileResponse().ToByteArray();
            case ("Reconcile", "CS-6") when call.IsRepeat && call.Read(ReconcileRequest.Parser).Pathways.Count == 0:
                return new ReconcileResponse().ToByteArray();
            default:
                return base.Changed(call, reply);
        }
    }

    protected override IMessage? Added(BrokenCall call, CallStatus end) => call!.Name == "LookupChild" && Breaks == "CS-2" && end == CallStatus.NotFound
        ? new LookupChildResponse { Circumstances = new Circumstances(), ReadTime = new() }
        : base.Added(call, end);

    protected override CallStatus Ended(BrokenCall call, CallStatus end) =>
        call!.Name == "Deliver" && Breaks == "CS-3" && call.IsRepeat ? CallStatus.AlreadyExists : base.Ended(call, end);
}
