using Forlop.Contracts.Plugin.V1;
using Grpc.Core;

namespace Forlop.Conformance.Checks;

/// <summary>CS: the events of an invented pathway, delivered again, with gaps, and compared.</summary>
internal sealed class CaseSystemChecks(Specimen specimen, Findings findings, Invented invented) : IKindChecks
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    // A fagsystem may take events at its own pace, and the host goes on from where it says that it is.
    private const int MostTries = 10;

    private readonly string child = specimen.Options.ChildReference!;
    private long version;

    public async Task FirstAsync(RunningSpecimen instance)
    {
        var began = specimen.Options.Clock.GetTimestamp();
        var before = await LookupAsync(instance, child);
        var unknown = await LookupAsync(instance, invented.Child);
        findings.Expect("CS-2", unknown.Code == StatusCode.NotFound, $"a child was looked up whose reference was made up, and {unknown.How}");

        await DeliverAsync(instance, "delivered", 1, 2);
        await RepeatAsync(instance, "again", 1, 2);
        await RepeatAsync(instance, "after a gap", 4, 5);
        await CompareAsync(instance);

        var left = Apart - specimen.Options.Clock.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, specimen.Options.Clock);
        Fresh(before, await LookupAsync(instance, child));
    }

    public async Task AfterEndAsync(RunningSpecimen instance)
    {
        await RepeatAsync(instance, "again after a new start", 1, 2);
        await DeliverAsync(instance, "delivered", 3, 4, 5);
    }

    public async Task AfterKillAsync(RunningSpecimen instance)
    {
        await RepeatAsync(instance, "again after a kill", 5);
        await RepeatAsync(instance, "again after a kill", 1, 2, 3, 4, 5);
        var after = await ReconcileAsync(instance, invented.Held(1, (int)version));
        findings.Expect("CS-3", after.Value is { Differences.Count: 0 }, "events came several times, and the comparison does not find each of them once");
    }

    public Task<Task> LeaveHalfDoneAsync(RunningSpecimen instance) => Task.FromResult(Task.CompletedTask);

    public async Task<IReadOnlyList<object>> LookAsync(RunningSpecimen instance) =>
        [await ReconcileAsync(instance, invented.Held(1, (int)version)), await ReconcileAsync(instance, invented.Held(2, 1))];

    private void Fresh(Answered<LookupChildResponse> before, Answered<LookupChildResponse> after)
    {
        if (before.Code == StatusCode.NotFound)
            throw new CannotExamineException("The fagsystem does not know the child that --child names. Name an invented one that it knows.");
        var holds = findings.Expect("CS-1", before.IsOk && after.IsOk, $"the child was looked up, and {(before.IsOk ? after : before).How}")
            && findings.Expect("CS-1", before.Value!.Circumstances is not null && before.Value.ReadTime is not null && after.Value!.ReadTime is not null, "the child was looked up, and the circumstances or the time at which they were read are missing");
        if (holds)
            findings.Expect("CS-1", after.Value!.ReadTime > before.Value!.ReadTime, "the child was looked up twice, a second apart, and the second answer was read no later than the first");
    }

    // On until all are there: an answer that tells fewer is no fault, one that tells more is.
    private async Task DeliverAsync(RunningSpecimen instance, string how, params int[] versions)
    {
        for (var tries = 0; tries < MostTries && version < versions[^1]; tries++)
        {
            var answer = await SendAsync(instance, [.. versions.Where(each => each > version)]);
            if (answer.Code == StatusCode.NotFound)
                throw new CannotExamineException("The fagsystem takes no events of the child that --child names. Name an invented one whose events it takes.");
            if (!findings.Expect("CS-4", answer.IsOk, $"events were {how}, and {answer.How}"))
                return;
            findings.Expect("CS-4", answer.Value!.Version >= version && answer.Value.Version <= versions[^1], $"events up to {versions[^1]} were {how}, and the answer is {answer.Value.Version}");
            version = Math.Clamp(answer.Value.Version, version, versions[^1]);
        }

        findings.Expect("CS-4", version == versions[^1], $"events up to {versions[^1]} were {how} {MostTries} times, and the fagsystem holds {version}");
        version = versions[^1];
    }

    // Nothing of these can change what it holds.
    private async Task RepeatAsync(RunningSpecimen instance, string how, params int[] versions)
    {
        var must = versions[0] > version + 1 || how.Contains("kill", StringComparison.Ordinal) ? "CS-4" : "CS-3";
        var answer = await SendAsync(instance, versions);
        if (findings.Expect(must, answer.IsOk, $"events {versions[0]} to {versions[^1]} were delivered {how}, and {answer.How}"))
            findings.Expect(must, answer.Value!.Version == version, $"up to {version} everything was there; {versions[0]} to {versions[^1]} were delivered {how}, and the answer is {answer.Value.Version}");
    }

    private async Task CompareAsync(RunningSpecimen instance)
    {
        var alike = invented.Held(1, (int)version);
        await DiffersAsync(instance, "both hold a pathway alike", [alike]);
        await DiffersAsync(instance, "the fagsystem lacks one of two pathways", [alike, invented.Held(2, 1)], (2, DifferenceKind.MissingInCaseSystem));
        await DiffersAsync(instance, "the host lacks a pathway", [], (1, DifferenceKind.MissingInHost));
        await DiffersAsync(instance, "the host holds one version more", [invented.Held(1, (int)version + 1)], (1, DifferenceKind.OtherVersion));
        await DiffersAsync(instance, "both hold a version, by other events", [invented.Held(1, (int)version, "x")], (1, DifferenceKind.OtherEvents));
        findings.Expect("CS-3", (await ReconcileAsync(instance, alike)).Value is { Differences.Count: 0 }, "events came several times, and the comparison does not find each of them once");
    }

    private async Task DiffersAsync(RunningSpecimen instance, string how, HeldPathway[] held, params (int Number, DifferenceKind Kind)[] expected)
    {
        var answer = await ReconcileAsync(instance, held);
        if (!findings.Expect("CS-5", answer.IsOk, $"{how}; they were compared, and {answer.How}"))
            return;
        var named = answer.Value!.Differences.Select(difference => (difference.PathwayId, difference.Kind)).Order().ToList();
        findings.Expect("CS-5", named.SequenceEqual(expected.Select(each => (invented.PathwayId(each.Number), each.Kind)).Order()), $"{how}, and the comparison does not say so, or says more");
        findings.Expect("CS-6", await ReconcileAsync(instance, held) == answer, $"{how}; they were compared twice, and the second answer is another");
    }

    private Task<Answered<LookupChildResponse>> LookupAsync(RunningSpecimen instance, string reference) =>
        Answered.OfAsync(() => instance.CaseSystem.LookupChildAsync(new LookupChildRequest { TenantId = invented.Tenant, ChildReference = reference }));

    private Task<Answered<DeliverResponse>> SendAsync(RunningSpecimen instance, int[] versions) =>
        Answered.OfAsync(() => instance.CaseSystem.DeliverAsync(invented.Events(1, child, versions)));

    // The range holds this run's ids and nobody else's.
    private Task<Answered<ReconcileResponse>> ReconcileAsync(RunningSpecimen instance, params HeldPathway[] held) =>
        Answered.OfAsync(() => instance.CaseSystem.ReconcileAsync(new ReconcileRequest
        {
            TenantId = invented.Tenant, AfterPathwayId = invented.PathwayId(0), LastPathwayId = invented.PathwayId(9), Pathways = { held },
        }));
}
