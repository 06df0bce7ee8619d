using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Conformance.Checks;

/// <summary>FI: invented documents that are sent again, torn, changed and asked for.</summary>
internal sealed class FilingChecks(Specimen specimen, Findings findings, Invented invented) : IKindChecks
{
    // An archive that answers before it has everything does so at once.
    private static readonly TimeSpan EarlyAnswer = TimeSpan.FromMilliseconds(250);

    // Whoever takes half of a document for the whole has done so by the time it has answered so many questions that were asked after it: on a busy
    // machine those take longer as well.
    private const int Questions = 25;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string first = NewId();
    private readonly string second = NewId();
    private readonly string torn = NewId();
    private readonly Dictionary<string, (Stage Stage, string ArchiveId)> answered = [];

    public async Task FirstAsync(RunningSpecimen instance)
    {
        await UnknownAsync(instance, NewId(), "nothing was ever sent under an id");
        foreach (var (what, longer, another) in new[] { ("shorter than its header says", 1, false), ("longer than its header says", -1, false), ("with another SHA-256 than its header's", 0, true) })
        {
            var id = NewId();
            var refused = await FileAsync(instance, invented.Header(id, longer, another));
            findings.Expect("FI-3", refused.Code == StatusCode.InvalidArgument, $"a document {what} was sent, and {refused.How}");
            findings.Expect("FI-3", !(await CheckAsync(instance, id)).IsOk, $"a document {what} was sent, and something of it was kept");
        }

        await EarlyAsync(instance);
        await SendAsync(instance, first, "sent");
        await SendAsync(instance, first, "sent again");
        await LookAtAsync(instance, first, "asked for");
        var another2 = await Answered.OfAsync(() => instance.Filing.FileAsync(invented.HeaderOfAnother(first, out var document), document, CancellationToken.None));
        findings.Expect("FI-4", IsRefused(another2.Code), $"another document was sent under the id of the first, and {another2.How}");
        await LookAtAsync(instance, first, "asked for after another was sent under its id");
    }

    public async Task AfterEndAsync(RunningSpecimen instance)
    {
        await LookAtAsync(instance, first, "asked for after a new start");
        await SendAsync(instance, first, "sent again after a new start");
        await SendAsync(instance, second, "sent");
    }

    public async Task AfterKillAsync(RunningSpecimen instance)
    {
        var half = await CheckAsync(instance, torn);
        findings.Expect("FI-2", !half.IsOk, "half of a document was sent when the process was killed, and it is said to have been delivered");
        await LookAtAsync(instance, second, "asked for after a kill");
        await SendAsync(instance, second, "sent again after a kill");
        await SendAsync(instance, torn, "sent again after a kill in the midst of it");
    }

    public async Task<Task> LeaveHalfDoneAsync(RunningSpecimen instance)
    {
        var call = instance.Filing.Client.File();
        await WriteHalfAsync(call, torn);
        // The half has to be there, and to have been done something with: a question that was asked after it may be answered before.
        var clock = specimen.Options.Clock;
        for (var asked = 0; asked < Questions && !(await CheckAsync(instance, torn)).IsOk; asked++)
            await Task.Delay(Pause, clock);
        return EndOfAsync(call);
    }

    public async Task<IReadOnlyList<object>> LookAsync(RunningSpecimen instance) => [await CheckAsync(instance, first), await CheckAsync(instance, torn)];

    // FI-1 and FI-2 in one: what was once answered is never taken back.
    private void Remember(string id, string when, Stage stage, string archiveId, object answer)
    {
        if (!findings.Expect("FI-2", AnswerCheck.Broken(answer) is null, $"a document was {when}, and the answer is neither DELIVERED nor FILED with the archive's id"))
            return;
        if (answered.TryGetValue(id, out var before))
        {
            findings.Expect("FI-1", stage >= before.Stage, $"a document was {when}, and the stage is an earlier one than before");
            findings.Expect("FI-1", before.ArchiveId.Length == 0 || before.ArchiveId == archiveId, $"a document was {when}, and the archive's id is another one than before");
        }

        answered[id] = (stage, archiveId);
    }

    private async Task SendAsync(RunningSpecimen instance, string id, string when)
    {
        var answer = await FileAsync(instance, invented.Header(id));
        if (findings.Expect("FI-1", answer.IsOk, $"a document was {when}, and {answer.How}"))
            Remember(id, when, answer.Value!.Stage, answer.Value.ArchiveId, answer.Value);
    }

    private async Task LookAtAsync(RunningSpecimen instance, string id, string when)
    {
        if (!answered.ContainsKey(id))
            return;
        var answer = await CheckAsync(instance, id);
        if (findings.Expect("FI-2", answer.IsOk, $"a document that was said to be delivered was {when}, and {answer.How}"))
            Remember(id, when, answer.Value!.Stage, answer.Value.ArchiveId, answer.Value);
    }

    private async Task UnknownAsync(RunningSpecimen instance, string id, string what)
    {
        for (var times = 0; times < 2; times++)
        {
            var answer = await CheckAsync(instance, id);
            findings.Expect("FI-5", answer.Code == StatusCode.NotFound, $"{what}; it was asked for {(times == 0 ? "" : "again ")}, and {answer.How}");
        }
    }

    // FI-2: half of it is there, and nobody can have the whole.
    private async Task EarlyAsync(RunningSpecimen instance)
    {
        using var call = instance.Filing.Client.File();
        var answer = Answered.OfAsync(async () => await call.ResponseAsync);
        await WriteHalfAsync(call, NewId());
        await Task.WhenAny(answer, Task.Delay(EarlyAnswer, specimen.Options.Clock));
        findings.Expect("FI-2", !answer.IsCompleted || !(await answer).IsOk, "half of a document was sent, and it is said to have been delivered");
    }

    private static async Task EndOfAsync(AsyncClientStreamingCall<FileRequest, FileResponse> call)
    {
        using (call)
            await Answered.OfAsync(async () => await call.ResponseAsync);
    }

    private async Task WriteHalfAsync(AsyncClientStreamingCall<FileRequest, FileResponse> call, string id)
    {
        try
        {
            await call.RequestStream.WriteAsync(new FileRequest { Header = invented.Header(id) });
            await call.RequestStream.WriteAsync(new FileRequest { Content = ByteString.CopyFrom(Invented.Half) });
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // It ended the call before it had read what was written; how, its answer says.
            return;
        }
    }

    private static Task<Answered<FileResponse>> FileAsync(RunningSpecimen instance, FilingHeader header) =>
        Answered.OfAsync(() => instance.Filing.FileAsync(header, Invented.Document, CancellationToken.None));

    private Task<Answered<CheckFilingResponse>> CheckAsync(RunningSpecimen instance, string id) =>
        Answered.OfAsync(() => instance.Filing.Client.CheckFilingAsync(new CheckFilingRequest { TenantId = invented.Tenant, FilingId = id }));

    // What says "later" is no refusal: the host would send it for ever.
    private static bool IsRefused(StatusCode code) => code is not (StatusCode.OK or StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled);

    private static string NewId() => Guid.CreateVersion7().ToString();
}
