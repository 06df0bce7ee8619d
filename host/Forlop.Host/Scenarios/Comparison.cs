using Forlop.Contracts.V1;
using Forlop.Host.Services;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>Something that is not as the scenario says.</summary>
/// <param name="Where">The line that says how it should be.</param>
internal sealed record Difference(Part Where, string What, string Expected, string Actual);

/// <summary>What a step expects, held against what came back and how the pathway stands.</summary>
internal sealed class Comparison(Values values)
{
    private const string Nothing = "(none)";

    private static readonly EnumDescriptor Kinds = PathwayReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(TaskKind));

    /// <summary>Whether the call ended as expected; when it did not, nothing else is worth looking at.</summary>
    public static Difference? Code(Step step, Outcome outcome)
    {
        var expect = step.Expect;
        if (expect is { Code: null, IsRefused: true })
        {
            var said = expect.Reason ?? expect.Refusal[0].Key;
            return outcome.Refusal is null ? new Difference(said, "code", "a refusal", Told(outcome)) : null;
        }

        var expected = expect.Code?.Text ?? "OK";
        var where = expect.Code ?? step.Part.Find("call") ?? step.Part;
        return outcome.Code != StatusCodes.Find(expected) ? new Difference(where, "code", expected, Told(outcome))
            : outcome.Refusal is null && (expect.Reason is not null || expect.Refusal.Count > 0) ? new Difference(where, "code", $"{expected} with a refusal", Told(outcome))
            : null;
    }

    /// <summary>What the answer or the refusal says, when the call ended as expected.</summary>
    public IReadOnlyList<Difference> OfOutcome(Expectation expect, Outcome outcome)
    {
        var differences = new List<Difference>();
        if (expect.Reason is { } named && RefusalStatus.NameOf(outcome.Refusal!.Reason) != Short(values.Fill(named)))
        {
            differences.Add(new Difference(named, "reason", named.Text, Told(outcome)));
        }

        differences.AddRange(Of(expect.Fields, outcome.Answer, ""));
        differences.AddRange(Of(expect.Refusal, outcome.Refusal ?? new Refusal(), "refusal "));
        if (outcome.Refusal is { } refusal)
        {
            differences.AddRange(Of(expect, refusal.PermittedActions));
        }

        return differences;
    }

    public IReadOnlyList<Difference> OfPathway(Expectation expect, GetPathwayResponse now) =>
    [
        .. Of(expect.Now, now, "now "),
        .. Of(expect, now.Tasks),
        .. expect.IsRefused ? [] : Of(expect, now.PermittedActions),
    ];

    /// <summary>The code, and why, in one line.</summary>
    public static string Told(Outcome outcome) => outcome switch
    {
        { Answer: not null } => "OK",
        { Refusal: { } refusal } => $"{StatusCodes.NameOf(outcome.Code)} {RefusalStatus.NameOf(refusal.Reason)}{(refusal.Field.Length > 0 ? $" ({refusal.Field})" : "")}: {refusal.Message?.Nb}",
        _ => $"{StatusCodes.NameOf(outcome.Code)}: {outcome.Detail}",
    };

    private IEnumerable<Difference> Of(IEnumerable<Member> members, IMessage? message, string from)
    {
        foreach (var (key, value) in members)
        {
            var path = AnswerPath.Parse(values.Fill(key), message!.Descriptor, key);
            var (reading, expected) = (path.Read(message), path.Expected(value, values));
            if (reading.Text != expected)
            {
                yield return new Difference(key, $"{from}{key.Text}", expected.Length > 0 ? expected : "(empty)", reading.ToString());
            }
        }
    }

    // An expected task takes the first open one of its kind, subject and what it is about; its days are compared then, so that a wrong day is
    // shown as a wrong day and not as a missing task.
    private IEnumerable<Difference> Of(Expectation expect, IEnumerable<WorklistTask> tasks)
    {
        var open = tasks.ToList();
        foreach (var expected in expect.Tasks)
        {
            var kind = EnumNames.Find(Kinds, expected.Find("kind")!.Text)!.Number;
            var subject = expected.Find("subject") is { } named ? values.Fill(named) : null;
            var about = expected.Find("about") is { } concerned ? values.Fill(concerned) : null;
            if (open.Find(task => (int)task.Kind == kind && (subject is null || task.SubjectId == subject) && (about is null || task.AboutId == about)) is not { } found)
            {
                yield return new Difference(expected, "tasks", $"{EnumNames.Short(Kinds, kind)}{(subject is null ? "" : $" {subject}")}{(about is null ? "" : $" about {about}")}".TrimEnd(), Listed(open));
                continue;
            }

            open.Remove(found);
            var what = $"tasks {Label(found)}";
            if (expected.Find("due_on") is { } due && values.Fill(due) != found.DueOn)
            {
                yield return new Difference(due, $"{what} due_on", OrNone(values.Fill(due)), OrNone(found.DueOn));
            }

            if (expected.Find("overdue") is { } overdue && bool.Parse(overdue.Text) != found.Overdue)
            {
                yield return new Difference(overdue, $"{what} overdue", overdue.Text, found.Overdue ? "true" : "false");
            }
        }

        if (expect.NoOtherTasks is { } others && open.Count > 0)
        {
            yield return new Difference(others, "tasks", "no others", Listed(open));
        }
    }

    private IEnumerable<Difference> Of(Expectation expect, IReadOnlyCollection<PermittedAction> actions)
    {
        foreach (var (part, permitted) in expect.Permitted.Select(part => (part, true)).Concat(expect.NotPermitted.Select(part => (part, false))))
        {
            var words = values.Fill(part).Split(' ', 2, StringSplitOptions.TrimEntries);
            var listed = actions.Where(action => action.Rpc == words[0] && (words.Length == 1 || action.SubjectId == words[1])).ToList();
            if (listed.Count == 0 ? permitted : listed.Exists(action => action.Permitted) != permitted)
            {
                var actual = listed.Count == 0 ? "not listed" : permitted ? $"not permitted: {listed[0].WhyNot?.Nb}" : "permitted";
                yield return new Difference(part, string.Join(' ', words), permitted ? "permitted" : "not permitted", actual);
            }
        }
    }

    private static string Listed(IReadOnlyCollection<WorklistTask> tasks) =>
        tasks.Count == 0 ? Nothing : string.Join(", ", tasks.Select(task => $"{Label(task)}{(task.DueOn.Length > 0 ? $" by {task.DueOn}" : "")}{(task.Overdue ? " overdue" : "")}"));

    private static string Label(WorklistTask task) => $"{EnumNames.Short(Kinds, (int)task.Kind)} {task.SubjectId}".TrimEnd();

    private static string OrNone(string day) => day.Length > 0 ? day : Nothing;

    private static string Short(string reason)
    {
        const string Prefix = "REFUSAL_REASON_";
        return reason.StartsWith(Prefix, StringComparison.Ordinal) ? reason[Prefix.Length..] : reason;
    }
}
