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

    // An archive that is nowhere but in this process.
    private static readonly HashSet<string> Remembered = [];

    private readonly HashSet<string> filed = [];
    private string store = "";

    protected override void Came(BrokenCall call)
    {
        if (call!.Name == "Configure" && Breaks == "FI-2 torn")
            store = call.Read(ConfigureRequest.Parser).Files.Single(file => file.Role == "settings").Content.ToStringUtf8();
        if (call.Name != "File" || call.Read(FileRequest.Parser).Content.Length != Half)
            return;
        call.EndsHere = Breaks == "FI-2 early";
        // It says that it has the document while the second half is still to come.
        if (Breaks == "FI-2 torn")
            File.WriteAllText(TornOf(call), "");
    }

    protected override void Over(BrokenCall call)
    {
        if (Breaks == "FI-2 torn" && call!.Name == "File" && File.Exists(TornOf(call)))
            File.Delete(TornOf(call));
    }

    protected override ReadOnlyMemory<byte>? Changed(BrokenCall call, ReadOnlyMemory<byte> reply)
    {
        if (call!.Name == "CheckFiling" && Breaks == "FI-2 remembered" && !Remembered.Contains(call.Read(CheckFilingRequest.Parser).FilingId))
            return null;
        if (call.Name != "File")
            return base.Changed(call, reply);
        if (Breaks == "FI-2")
            return new FileResponse { Stage = Stage.Filed }.ToByteArray();
        Remembered.Add(IdOf(call));
        call.IsRepeat = !filed.Add(IdOf(call));
        return call.IsRepeat && Breaks == "FI-1" ? null : reply;
    }

    protected override IMessage? Added(BrokenCall call, CallStatus end) => (call!.Name, Breaks, end) switch
    {
        ("CheckFiling", "FI-2 torn", CallStatus.NotFound) when File.Exists(Path.Combine(store, $"{call.Read(CheckFilingRequest.Parser).FilingId}.torn")) => new CheckFilingResponse { Stage = Stage.Delivered },
        ("File", "FI-2 early", CallStatus.Cancelled) or ("File", "FI-3", CallStatus.InvalidArgument) or ("File", "FI-4", CallStatus.AlreadyExists) => new FileResponse { Stage = Stage.Delivered },
        _ => base.Added(call, end),
    };

    protected override CallStatus Ended(BrokenCall call, CallStatus end) => (call!.Name, Breaks, end) switch
    {
        ("CheckFiling", "FI-5", CallStatus.NotFound) => CallStatus.Internal,
        ("CheckFiling", "FI-2 remembered", CallStatus.Ok) when !Remembered.Contains(call.Read(CheckFilingRequest.Parser).FilingId) => CallStatus.NotFound,
        ("File", "FI-1", CallStatus.Ok) when call.IsRepeat => CallStatus.AlreadyExists,
        _ => base.Ended(call, end),
    };

    private string TornOf(BrokenCall call) => Path.Combine(store, $"{IdOf(call)}.torn");

    private static string IdOf(BrokenCall call) => FileRequest.Parser.ParseFrom(call.Head.Span).Header.FilingId;
}
