using Forlop.Contracts.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>What a step expects, checked against the contract while the file is read.</summary>
internal static class ExpectationReader
{
    private static readonly EnumDescriptor Reasons = CommonReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(RefusalReason));
    private static readonly EnumDescriptor Kinds = PathwayReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(TaskKind));

    /// <param name="answer">What the call answers; null when there is none.</param>
    public static Expectation Read(Part part, MessageDescriptor? answer)
    {
        part.Only("code", "reason", "fields", "refusal", "now", "tasks", "no_other_tasks", "permitted", "not_permitted", "of");
        var expect = new Expectation
        {
            Code = part.Find("code"),
            Reason = part.Find("reason"),
            Fields = Members(part, "fields"),
            Refusal = Members(part, "refusal"),
            Now = Members(part, "now"),
            Tasks = part.Find("tasks")?.List ?? [],
            NoOtherTasks = part.Find("no_other_tasks") is { } others && IsTrue(others) ? others : null,
            Permitted = part.Find("permitted")?.List ?? [],
            NotPermitted = part.Find("not_permitted")?.List ?? [],
            Of = part.Find("of"),
        };
        if (part.Members.FirstOrDefault(member => member.Value.IsEmpty) is { } empty)
        {
            throw empty.Key.Fault($"\"{empty.Key.Text}\" is empty and would hold of anything. Take it out{(empty.Key.Text == "tasks" ? ", or write no_other_tasks: true" : "")}.");
        }

        Check(expect, part, answer);
        return expect;
    }

    private static void Check(Expectation expect, Part part, MessageDescriptor? answer)
    {
        if (expect.Code is { } code && StatusCodes.Find(code.Text) is null)
        {
            throw code.Fault($"There is no gRPC code \"{code.Text}\". It is one of: {StatusCodes.Choices}.");
        }

        if (expect.Reason is { } reason && !Values.AnyIn(reason.Text) && EnumNames.Find(Reasons, reason.Text) is null)
        {
            throw reason.Fault($"There is no reason \"{reason.Text}\". It is one of: {EnumNames.Choices(Reasons)}.");
        }

        if (expect.IsRefused && expect.Code is { Text: "OK" })
        {
            throw expect.Code.Fault("A call that is answered OK has no refusal. Take one of them out.");
        }

        if (expect.Fields.Count > 0 && (expect.IsRefused || answer is null))
        {
            throw expect.Fields[0].Key.Fault(expect.IsRefused
                ? "A call that is refused has no answer. What the refusal says stands under refusal, and the pathway as it is under now."
                : "The step calls nothing and has no answer. Values of the pathway stand under now.");
        }

        Paths(expect.Fields, answer!);
        Paths(expect.Refusal, Refusal.Descriptor);
        Paths(expect.Now, GetPathwayResponse.Descriptor);
        foreach (var task in expect.Tasks)
        {
            Task(task.Only("kind", "subject", "about", "due_on", "overdue"));
        }

        foreach (var action in expect.Permitted.Concat(expect.NotPermitted).Where(action => !Rpcs.Names.Contains(action.Text.Split(' ')[0])))
        {
            throw action.Fault($"There is no RPC \"{action.Text.Split(' ')[0]}\". Write Service.Rpc, and the engagement or meeting after a blank when one is meant.");
        }

        if (part.Members.Count == 0)
        {
            throw part.Fault("Nothing is expected. Leave expect out: then the code must be OK.");
        }
    }

    private static void Task(Part task)
    {
        var kind = task.Find("kind") ?? throw task.Fault("A task needs its kind.");
        if (EnumNames.Find(Kinds, kind.Text) is null)
        {
            throw kind.Fault($"There is no kind of task \"{kind.Text}\". It is one of: {EnumNames.Choices(Kinds)}.");
        }

        if (task.Find("overdue") is { } overdue)
        {
            IsTrue(overdue);
        }

        if (task.Find("due_on") is { Text.Length: > 0 } due && !Values.AnyIn(due.Text))
        {
            ScenarioReader.DayAt(due);
        }
    }

    private static void Paths(IEnumerable<Member> members, MessageDescriptor root)
    {
        foreach (var (key, value) in members)
        {
            AnswerPath.Parse(key.Text, root, key).Expected(value, values: null);
        }
    }

    private static IReadOnlyList<Member> Members(Part part, string name) => part.Find(name)?.Members ?? [];

    private static bool IsTrue(Part part) => bool.TryParse(part.Text, out var truth) ? truth : throw part.Fault($"\"{part.Text}\" is neither true nor false.");
}
