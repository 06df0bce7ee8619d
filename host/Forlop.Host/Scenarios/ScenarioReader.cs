using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Google.Protobuf.Reflection;
using NodaTime;

namespace Forlop.Host.Scenarios;

/// <summary>Text to a scenario. What is wrong is found before anything runs, and named by line.</summary>
internal sealed class ScenarioReader
{
    private readonly HashSet<string> saved = new(Values.Always);
    private readonly HashSet<string> named = [];
    private LocalDate today;

    public static Scenario Read(string path)
    {
        var root = Part.Load(path).Only("scenario", "about", "clock", "tenants", "steps");
        return new ScenarioReader().Read(path, root);
    }

    /// <summary>The day that stands there, as the contract writes it.</summary>
    public static LocalDate DayAt(Part part) =>
        Day.TryParse(part.Text, out var day) ? day : throw part.Fault($"\"{part.Text}\" is not a day. Write it as YYYY-MM-DD, such as 2026-01-12.");

    private Scenario Read(string path, Part root)
    {
        var title = Required(root, "scenario", "scenario: a title").Text;
        var start = today = DayAt(Required(root, "clock", "clock: 2026-01-12, the day on which it begins"));
        var tenants = root.Find("tenants")?.Members.Select(TenantAt).ToList() ?? [];
        var steps = Required(root, "steps", "steps: and a list").List;
        return steps.Count == 0
            ? throw root.Find("steps")!.Fault("There is no step. Write at least one.")
            : new Scenario(path, title, start, tenants, [.. steps.Select(StepAt)]);
    }

    private static Part Required(Part part, string name, string example) =>
        part.Find(name) ?? throw part.Fault($"\"{name}\" is missing. Add {example}.");

    private static Tenant TenantAt(Member member)
    {
        if (member.Value is { IsText: true, Text: "" })
        {
            return new Tenant(member.Key.Text, null);
        }

        var settings = member.Value.Only("settings").Find("settings");
        return new Tenant(member.Key.Text, settings is { Members.Count: > 0 } ? settings : null);
    }

    private Step StepAt(Part part)
    {
        part.Only("name", "at", "as", "call", "request", "expect", "save", "same_bytes_as");
        CheckPlaceholders(part.Members.Where(member => member.Key.Text != "expect"));
        var rpc = part.Find("call") is { } call ? Rpcs.Find(call) : null;
        var request = part.Find("request");
        if (rpc is null && (request ?? part.Find("same_bytes_as")) is { } without)
        {
            throw without.Fault("The step calls nothing. Add call: Service.Rpc.");
        }

        var at = part.Find("at") is { } day ? Later(day) : (LocalDate?)null;
        var who = part.Find("as")?.Only(Persona.Keys);
        if (rpc is not null)
        {
            RequestWriter.Check(request, rpc.InputType);
        }

        var answer = rpc?.OutputType ?? (at is null ? null : SetClockResponse.Descriptor);
        var expect = part.Find("expect") is { } expected ? ExpectationReader.Read(expected, answer) : Expectation.Ok;
        if (rpc is null && at is null && !expect.LooksAtPathway)
        {
            throw part.Fault("The step does nothing. Give it a day (at), a call, or something to expect of the pathway.");
        }

        var save = SavedAt(part, answer, expect);
        CheckPlaceholders(part.Members.Where(member => member.Key.Text == "expect")); // it may use what its own step saves
        return new Step(part, NameAt(part), at, who, rpc, request, expect, save, SameBytesAt(part));
    }

    private LocalDate Later(Part part)
    {
        var day = DayAt(part);
        return day >= today ? today = day : throw part.Fault($"{Day.Format(day)} lies before {Day.Format(today)}, where the clock is by then, and the clock never goes back. Put the steps in the order of their days.");
    }

    private string NameAt(Part part)
    {
        if (part.Find("name") is not { } name)
        {
            return "";
        }

        return named.Add(name.Text) ? name.Text : throw name.Fault($"An earlier step is called \"{name.Text}\" too. Give each a name of its own.");
    }

    private Part? SameBytesAt(Part part)
    {
        var other = part.Find("same_bytes_as");
        return other is null || (named.Contains(other.Text) && other.Text != part.Find("name")?.Text)
            ? other
            : throw other.Fault($"No earlier step is called \"{other.Text}\". Give that step name: {other.Text}.");
    }

    private IReadOnlyList<Member> SavedAt(Part part, MessageDescriptor? answer, Expectation expect)
    {
        var members = part.Find("save")?.Members ?? [];
        foreach (var (name, path) in members)
        {
            if (!Values.IsName(name.Text))
            {
                throw name.Fault($"\"{name.Text}\" cannot be saved under. Use letters, digits, - and _, and none of {string.Join(", ", Values.Always)}.");
            }

            AnswerPath.Parse(path.Text, expect.IsRefused ? Refusal.Descriptor : answer ?? throw path.Fault("The step has no answer to save from. Add call: Service.Rpc."), path);
            saved.Add(name.Text);
        }

        return members;
    }

    private void CheckPlaceholders(IEnumerable<Member> members)
    {
        foreach (var text in members.SelectMany(member => member.Value.Texts))
        {
            foreach (var name in Values.NamesIn(text.Text).Where(name => !saved.Contains(name)))
            {
                throw text.Fault($"${{{name}}} has no value here. Save it in an earlier step; so far there are: {string.Join(", ", saved.Order(StringComparer.Ordinal))}, and ${{id:NAME}} for a UUID.");
            }
        }
    }
}
