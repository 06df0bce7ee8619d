using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;
using KindsSample;

namespace ConformanceBreaker;

/// <summary>An archive with one rule of filing broken.</summary>
public sealed class BreakingArchive() : Breaker(new FolderArchive())
{
    // What the kit sends of a document that it does not finish, and a host never does.
    private const int Half = 300_000;

    private readonly HashSet<string> filed = [];

    protected override void Came(BrokenCall call) =>
        call!.EndsHere = Breaks == "FI-2 early" && call.Name == "File" && call.Read(FileRequest.Parser).Content.Length == Half;

    protected override ReadOnlyMemory<byte>? Changed(BrokenCall call, ReadOnlyMemory<byte> reply)
    {
        if (call!.Name != "File")
            return base.Changed(call, reply);
        if (Breaks == "FI-2")
            return new FileResponse { Stage = Stage.Filed }.ToByteArray();
        call.IsRepeat = !filed.Add(IdOf(call));
        return call.IsRepeat && Breaks == "FI-1" ? null : reply;
    }

    protected override IMessage? Added(BrokenCall call, CallStatus end) => (call!.Name, Breaks, end) switch
    {
        ("File", "FI-2 early", CallStatus.Cancelled) or ("File", "FI-3", CallStatus.InvalidArgument) or ("File", "FI-4", CallStatus.AlreadyExists) => new FileResponse { Stage = Stage.Delivered },
        _ => base.Added(call, end),
    };

    protected override CallStatus Ended(BrokenCall call, CallStatus end) => (call!.Name, Breaks, end) switch
    {
        ("CheckFiling", "FI-5", CallStatus.NotFound) => CallStatus.Internal,
        ("File", "FI-1", CallStatus.Ok) when call.IsRepeat => CallStatus.AlreadyExists,
        _ => base.Ended(call, end),
    };

    private static string IdOf(BrokenCall call) => FileRequest.Parser.ParseFrom(call.Head.Span).Header.FilingId;
}
