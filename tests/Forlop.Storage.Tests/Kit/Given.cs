using Forlop.Contracts.V1;
using Forlop.Pathways;
using Google.Protobuf;

namespace Forlop.Storage.Tests.Kit;

/// <summary>Commands and decisions as the host would make them; the events are those that every version of the rules knows.</summary>
internal static class Given
{
    public const string Havnes = "9901";
    public const string Fjellvik = "9902";
    public const string BirthOn = "2012-03-14";

    public static Access Access(string tenant = Havnes, string rpc = "PathwayService.GetPathway", string pathwayId = "") =>
        new("fagsystem-1", tenant, new Actor { UserId = "u-17", Role = Role.Caseworker, Unit = "mottak", Purpose = "case-work" }, rpc, pathwayId);

    public static Command Opening(string pathwayId, string tenant = Havnes, Guid? requestId = null, string content = "open") =>
        new(Access(tenant, "PathwayService.OpenPathway"), pathwayId, Creates: true, requestId ?? Guid.CreateVersion7(), Bytes(content), null);

    public static Command Writing(
        string pathwayId, string tenant = Havnes, Guid? requestId = null, string content = "write", long? expected = null) =>
        new(Access(tenant, "PathwayService.RecordParticipation"), pathwayId, Creates: false, requestId ?? Guid.CreateVersion7(), Bytes(content), expected);

    public static Decision Opened(string childReference, string dueOn = "2026-12-01") => new Decision.Accepted(
    [
        new HistoryEntry
        {
            OccurredOn = "2026-11-20",
            Source = Source.CaseSystem,
            PathwayOpened = new PathwayOpened
            {
                ChildReference = childReference,
                DefinitionVersion = 1,
                Trigger = ConsiderationTrigger.Investigation,
                Circumstances = new Circumstances
                {
                    BirthOn = BirthOn,
                    CareBasis = CareBasis.Parents,
                    PlacementKind = PlacementKind.Home,
                    ResponsibleKommunenummer = "9901",
                    ResidentKommunenummer = "9901",
                    ProtectionGrade = ProtectionGrade.Ungraded,
                },
            },
        },
        DeadlineSet("consideration", dueOn),
    ]);

    /// <summary>Somebody called an office.</summary>
    public static Decision Called(string office, string name) => new Decision.Accepted(
    [
        new HistoryEntry
        {
            OccurredOn = "2026-11-21",
            Source = Source.Phone,
            ContactLogged = new ContactLogged
            {
                Contact = new ContactEntry { ContactId = "k1", Channel = Channel.Phone, Outcome = ContactOutcome.NoAnswer, Instance = new HealthInstance { Type = HealthInstanceType.Gp, InstanceId = office, Name = name } },
            },
        },
    ]);

    public static Decision Noted(string note = "") => new Decision.Accepted(
    [
        new HistoryEntry
        {
            OccurredOn = "2026-11-21",
            Source = Source.Family,
            ParticipationRecorded = new ParticipationRecorded
            {
                Participation = new Participation { OccurredOn = "2026-11-21", Code = ParticipationCode.Conversation, Note = note },
            },
        },
    ]);

    /// <summary>A referral with a slip; the way to where one may be written is of no matter here.</summary>
    public static Decision Prepared(string replyCode) => new Decision.Accepted(
    [
        new HistoryEntry { OccurredOn = "2026-11-22", Source = Source.CaseSystem, StartDecided = new StartDecided { Areas = { HealthArea.Mental }, Reason = "sover dårlig", CoordinatorUserId = "u-17" } },
        new HistoryEntry { OccurredOn = "2026-11-22", Source = Source.CaseSystem, PathwayStarted = new PathwayStarted { Basis = LegalBasis.Consent } },
        new HistoryEntry
        {
            OccurredOn = "2026-11-22",
            Source = Source.CaseSystem,
            EngagementPrepared = new EngagementPrepared
            {
                Engagement = new Engagement
                {
                    EngagementId = "e1",
                    State = EngagementState.Prepared,
                    Areas = { HealthArea.Mental },
                    Instance = new HealthInstance { Type = HealthInstanceType.Gp, InstanceId = "gp-1" },
                    ReplyCode = replyCode,
                },
            },
        },
    ]);

    public static RebindCommand Rebinding(params (string PathwayId, string Old, string New)[] bindings) => new(
        Access(rpc: "PathwayService.RebindChildReferences"),
        Guid.CreateVersion7(),
        Bytes(string.Join(';', bindings)),
        [.. bindings.Select(binding => new ReferenceBinding { PathwayId = binding.PathwayId, OldReference = binding.Old, NewReference = binding.New })],
        new HistoryEntry { OccurredOn = "2026-11-22", Source = Source.CaseSystem });

    /// <summary>The shortest way to an ended pathway.</summary>
    public static Decision Ended() => new Decision.Accepted(
    [
        new HistoryEntry
        {
            OccurredOn = "2026-11-22",
            Source = Source.CaseSystem,
            NotStartDecided = new NotStartDecided { ReasonCode = NotStartedReason.NotIndicated, Reason = "no need found" },
        },
    ]);

    public static Decision Refused() =>
        new Decision.Refused(new Refusal { Reason = RefusalReason.NotPermittedNow });

    public static string NewId() => PathwayIds.Next().ToString();

    /// <summary>Opens a pathway and gives its id.</summary>
    public static async Task<string> OpenPathwayAsync(this IPathwayStore store, string childReference, string tenant = Havnes, string dueOn = "2026-12-01")
    {
        var id = NewId();
        await store.CommitAsync(Opening(id, tenant), _ => Opened(childReference, dueOn)).Durably();
        return id;
    }

    /// <summary>Fails the test unless the command was committed now.</summary>
    public static async Task<Receipt> Durably(this Task<CommitResult> result)
    {
        var committed = Assert.IsType<CommitResult.Committed>(await result.WaitAsync(Patience));
        Assert.False(committed.IsRepeat);
        return committed.Receipt;
    }

    /// <summary>How long a test waits for what must come; never how long it sleeps.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static HistoryEntry DeadlineSet(string id, string dueOn) => new()
    {
        OccurredOn = "2026-11-20",
        Source = Source.Assumed,
        DeadlineSet = new DeadlineSet
        {
            Deadline = new Deadline
            {
                DeadlineId = id,
                Kind = DeadlineKind.Consideration,
                RuleId = "consideration-1w",
                StartsOn = "2026-11-20",
                DueOn = dueOn,
                State = DeadlineState.Running,
            },
        },
    };

    internal static ReadOnlyMemory<byte> Bytes(string content) => ByteString.CopyFromUtf8(content).Memory;
}
