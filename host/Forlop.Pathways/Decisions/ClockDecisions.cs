using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Pathways.Decisions;

/// <summary>The clock's commands. It raises flags and tasks and says what is assumed; it decides, ends and transfers nothing.</summary>
public static class ClockDecisions
{
    /// <summary>How the id of a birthday's timer begins.</summary>
    public const string AgePrefix = "age-";

    /// <summary>What a timer is due for.</summary>
    /// <param name="timerId">A deadline's id, or that of an age.</param>
    public static Decision Due(Pathway pathway, string timerId, Facts facts) =>
        timerId.StartsWith(AgePrefix, StringComparison.Ordinal) && int.TryParse(timerId.AsSpan(AgePrefix.Length), out var age)
            ? ReachAge(pathway, age, facts)
            : PassDeadline(pathway, timerId, facts);

    /// <summary>The timers that have come due by the day, the oldest first: its morning, and an id in the form that <see cref="Due"/> takes.</summary>
    public static IReadOnlyList<(LocalDate Morning, string Id)> DueBy(Pathway pathway, LocalDate today)
    {
        var passed = pathway.Deadlines
            .Where(deadline => deadline.State == DeadlineState.Running && Day.Parse(deadline.DueOn) < today)
            .Select(deadline => (Morning: Day.Parse(deadline.DueOn).PlusDays(1), Id: deadline.DeadlineId));
        var reached = Birthdays.Ahead(pathway).Where(birthday => birthday.Day <= today).Select(birthday => (Morning: birthday.Day, Id: TimerOf(birthday.Age)));
        return [.. passed.Concat(reached).OrderBy(timer => timer.Morning)];
    }

    public static string TimerOf(int age) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{AgePrefix}{age}");

    /// <summary>A date passed without what it waits for. A receipt that nobody confirmed is assumed, where the service does that, so that the time to answer begins.</summary>
    public static Decision PassDeadline(Pathway pathway, string deadlineId, Facts facts)
    {
        var deadline = pathway.Deadlines.FirstOrDefault(deadline => deadline.DeadlineId == deadlineId);
        if (deadline is not { State: DeadlineState.Running } || Day.Parse(deadline.DueOn) >= facts.Today)
        {
            return new Decision.Refused(Refusals.Of(RefusalReason.NotPermittedNow));
        }

        var draft = new Draft(pathway, Day.Format(Day.Parse(deadline.DueOn).PlusDays(1)), Source.Assumed)
            .Add(entry => entry.DeadlinePassed = new DeadlinePassed { DeadlineId = deadlineId });
        return deadline.Kind switch
        {
            DeadlineKind.Receipt when facts.Settings.AssumesReceipt => draft.Due(facts.Rules.AssumedReceipt.From(Day.Parse(deadline.DueOn), deadline.SubjectId)).Accept(),
            DeadlineKind.AssumedReceipt => EngagementDecisions.Received(
                draft.Add(entry => entry.ReferralReceived = new ReferralReceived { EngagementId = deadline.SubjectId }), pathway, deadline.SubjectId, isAssumed: true, facts).Accept(),
            DeadlineKind.BasisEnds => draft.If(
                BasisEnd.IsMissed(pathway, pathway.StatedBases.Single(basis => basis.BasisId == deadline.SubjectId), Day.Parse(deadline.DueOn).PlusDays(1)),
                lacking => lacking.FollowUpEnd(TaskKind.AssessOtherBasis, deadline.SubjectId, facts.Rules.FollowUp)).Accept(),
            _ => draft.Accept(),
        };
    }

    /// <summary>A birthday asks something of people. What lacks a basis from now on is blocked when somebody wants to release it, and by nothing here.</summary>
    public static Decision ReachAge(Pathway pathway, int age, Facts facts)
    {
        var birthday = Birthdays.Ahead(pathway).FirstOrDefault(birthday => birthday.Age == age);
        return birthday.Age == 0 || birthday.Day > facts.Today || PathwayDefinition.HasEnded(pathway.State)
            ? new Decision.Refused(Refusals.Of(RefusalReason.NotPermittedNow))
            : new Draft(pathway, Day.Format(birthday.Day), Source.Assumed)
                .Add(entry => entry.AgeReached = new AgeReached { Age = age })
                .If(age != Birthdays.EarlierUpperAge || facts.Settings.UpperAge == age, asked => asked.FollowUp(age, facts.Rules.FollowUp))
                .Accept();
    }
}
