using System.Collections.Frozen;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Settings;
using static Forlop.Contracts.V1.Role;

namespace Forlop.Pathways.Rules;

/// <summary>
/// Which roles may call which RPC: the one table. An RPC without a row is closed to everybody, and a test fails for it.
/// Which tenants a caller acts for comes from its credential, and holds for every row.
/// </summary>
public static class Rights
{
    internal static readonly Role[] LeaderAlone = [Leader];

    private static readonly Role[] CaseWork = [Caseworker, Coordinator, Leader];
    private static readonly Role[] CaseWorkOrCaseSystem = [Caseworker, Coordinator, Leader, CaseSystem];

    private static readonly FrozenDictionary<string, IReadOnlyList<Role>> Rows = new Dictionary<string, IReadOnlyList<Role>>
    {
        ["PathwayService.OpenPathway"] = CaseWorkOrCaseSystem,
        ["PathwayService.RecordParticipation"] = CaseWork,
        ["PathwayService.DecideStart"] = CaseWork,
        ["PathwayService.DecideNotStart"] = CaseWork,
        ["PathwayService.ProposeClosure"] = CaseWork,
        ["PathwayService.ClosePathway"] = CaseWork,
        ["PathwayService.AddArea"] = CaseWork,
        ["PathwayService.SetPlan"] = CaseWork,
        ["PathwayService.AssignCoordinator"] = CaseWorkOrCaseSystem,
        ["PathwayService.UpdateCircumstances"] = CaseWorkOrCaseSystem,
        ["PathwayService.SuspendPathway"] = CaseWork,
        ["PathwayService.ResumePathway"] = CaseWork,
        ["PathwayService.DiscontinuePathway"] = CaseWork,
        ["PathwayService.CorrectEntry"] = CaseWork,
        ["PathwayService.RetractEntry"] = CaseWork,
        ["PathwayService.ImportPathway"] = [Leader, CaseSystem],
        ["PathwayService.RebindChildReferences"] = [Leader, CaseSystem],
        ["PathwayService.GetPathway"] = CaseWorkOrCaseSystem,
        ["PathwayService.AskCaseSystem"] = CaseWork,
        ["PathwayService.ListPathways"] = CaseWorkOrCaseSystem,
        ["PathwayService.GetHistory"] = CaseWorkOrCaseSystem,
        ["PathwayService.WatchPathways"] = CaseWorkOrCaseSystem,
        ["ConsentService.RecordConsent"] = CaseWorkOrCaseSystem,
        ["ConsentService.WithdrawConsent"] = CaseWorkOrCaseSystem,
        ["ConsentService.RecordRefusal"] = CaseWorkOrCaseSystem,
        ["ConsentService.StateBasis"] = CaseWork,
        ["ConsentService.ListConsents"] = CaseWorkOrCaseSystem,
        ["ConsentService.EvaluateDisclosure"] = CaseWorkOrCaseSystem,
        ["MeetingService.PlanMeeting"] = CaseWork,
        ["MeetingService.PostponeMeeting"] = CaseWork,
        ["MeetingService.CancelMeeting"] = CaseWork,
        ["MeetingService.CallMeeting"] = CaseWork,
        ["MeetingService.RecordMeetingHeld"] = CaseWork,
        ["EngagementService.SuggestRoutes"] = CaseWork,
        ["EngagementService.PrepareReferral"] = CaseWork,
        ["EngagementService.ReleaseForSending"] = CaseWork,
        ["EngagementService.ConfirmSent"] = CaseWorkOrCaseSystem,
        ["EngagementService.RecordReceipt"] = CaseWorkOrCaseSystem,
        ["EngagementService.RecordAnswer"] = CaseWorkOrCaseSystem,
        ["EngagementService.RecordProgress"] = CaseWorkOrCaseSystem,
        ["EngagementService.RecordReport"] = CaseWorkOrCaseSystem,
        ["EngagementService.HandOver"] = CaseWork,
        ["EngagementService.EndEngagement"] = CaseWork,
        ["EngagementService.MarkAreaNotNeeded"] = CaseWork,
        ["EngagementService.RecordAppointment"] = CaseWorkOrCaseSystem,
        ["EngagementService.LogContact"] = CaseWorkOrCaseSystem,
        ["EngagementService.FindByReplyCode"] = CaseWorkOrCaseSystem,
        ["DocumentService.SettleFiling"] = CaseWork,
        ["WorklistService.ListTasks"] = CaseWorkOrCaseSystem,
        ["WorklistService.CompleteTask"] = CaseWork,
        ["WorklistService.ReassignTask"] = CaseWork,
        ["WorklistService.WatchTasks"] = CaseWorkOrCaseSystem,
        ["PluginService.ListPlugins"] = [Leader, CaseSystem, Operator],
        ["PluginService.ApprovePlugin"] = [Operator],
        ["PluginService.EnablePlugin"] = [Operator],
        ["PluginService.DisablePlugin"] = [Operator],
        ["PluginService.RetirePlugin"] = [Operator],
        ["PluginService.ReloadPlugin"] = [Operator],
        ["OperatorService.SetClock"] = [Operator],
        ["OperatorService.ReloadSettings"] = [Operator],
        ["AuditService.VerifyLog"] = [Operator],
    }.ToFrozenDictionary();

    /// <summary>The roles that may call it; nobody when the RPC has no row.</summary>
    /// <param name="rpc"><c>Service.Rpc</c>.</param>
    public static IReadOnlyList<Role> RolesOf(string rpc) => Rows.GetValueOrDefault(rpc, []);

    /// <summary>The roles that may do it with this pathway: a leader alone where a child's no waits to be weighed, or the service says so.</summary>
    public static IReadOnlyList<Role> RolesOf(string rpc, Pathway pathway, ServiceSettings settings) => rpc switch
    {
        "PathwayService.DecideStart" when PathwayDecisions.ChildIsUnheard(pathway) => LeaderAlone,
        "PathwayService.DecideNotStart" when settings.LeaderDecidesNotStart => LeaderAlone,
        _ => RolesOf(rpc),
    };

    public static IEnumerable<string> Rpcs => Rows.Keys;
}
