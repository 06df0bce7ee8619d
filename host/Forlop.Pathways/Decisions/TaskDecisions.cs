using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Settings;
using Forlop.Pathways.Texts;

namespace Forlop.Pathways.Decisions;

/// <summary>The commands on tasks. Most follow from the state and end with it; those that were raised end when somebody says so.</summary>
public static class TaskDecisions
{
    public static Decision Complete(Pathway pathway, CompleteTaskRequest request, Facts facts)
    {
        if (Find(pathway, request.TaskId) is not { } task)
        {
            return new Decision.Refused(Refusals.Malformed("task_id", "no-such-task"));
        }

        if (!task.IsFollowUp)
        {
            return new Decision.Refused(Refusals.NotNow(pathway, facts, task.Rpc, RefusalReason.TaskNotCompletable, Text.Of("refusal.TaskNotCompletable", Text.Of($"action.{task.Rpc[(task.Rpc.IndexOf('.', StringComparison.Ordinal) + 1)..]}"))));
        }

        var followUp = pathway.FollowUps.First(followUp => followUp.FollowUpId == task.SubjectId && followUp.State == FollowUpState.Open);
        return Decide.On(pathway, Trigger(pathway), "WorklistService.CompleteTask", facts)
            .Needing(() => Check.Text("note", request.Note, required: followUp.Kind == TaskKind.WeighChildsNo) // with reasons
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, followUp.RaisedOn))
            .Unless(() => followUp.Kind == TaskKind.WeighChildsNo && facts.Settings.ChildsNo == ChildsNo.NeedsLeader && facts.ActorRole != Role.Leader
                ? (RefusalReason.LeaderNeeded, "refusal.LeaderNeeded.ChildSaysNo")
                : null)
            .Then(() =>
            {
                var draft = new Draft(pathway, request.OccurredOn, request.Source)
                    .Add(entry => entry.FollowUpDone = new FollowUpDone { FollowUpId = followUp.FollowUpId, Note = request.Note });
                return (followUp.Kind == TaskKind.WeighChildsNo ? ConsentDecisions.StartWith(draft, Heard(pathway, followUp), _ => { }, facts) : draft).Accept();
            });
    }

    public static Decision Reassign(Pathway pathway, ReassignTaskRequest request, Facts facts) => Find(pathway, request.TaskId) is not { } task
        ? new Decision.Refused(Refusals.Malformed("task_id", "no-such-task"))
        : Decide.On(pathway, Trigger(pathway), "WorklistService.ReassignTask", facts)
            .Needing(() => Check.Key("assigned_to_user_id", request.AssignedToUserId)
                ?? (request.Unit.Length > 0 ? Check.Key("unit", request.Unit) : null)
                ?? Check.Code("source", request.Source)
                ?? Check.Happened("occurred_on", request.OccurredOn, facts.Today, pathway.OpenedOn))
            .Then(() => new Draft(pathway, request.OccurredOn, request.Source)
                .Add(entry => entry.TaskReassigned = new TaskReassigned
                {
                    Assignment = new TaskAssignment { Kind = task.Kind, SubjectId = task.SubjectId, UserId = request.AssignedToUserId, Unit = request.Unit },
                })
                .Accept());

    private static PathwayTrigger Trigger(Pathway pathway) => PathwayDefinition.HasEnded(pathway.State) ? PathwayTrigger.RecordLate : PathwayTrigger.Note;

    private static PendingTask? Find(Pathway pathway, string taskId) =>
        Worklist.PendingOf(pathway).FirstOrDefault(task => Worklist.IdOf(pathway, task) == taskId);

    // Whether the start waited only for the child to be heard is asked of the pathway as it will be.
    private static Pathway Heard(Pathway pathway, FollowUp followUp)
    {
        var after = pathway.Clone();
        after.FollowUps.Single(other => other.FollowUpId == followUp.FollowUpId).State = FollowUpState.Done;
        return after;
    }
}
