using Forlop.Contracts.V1;
using Spectre.Console;

namespace Forlop.Host.Demo;

/// <summary>Tells what happens so that it can be read live: what was asked, what was answered, what is due, who is next.</summary>
internal sealed class Narrator(IAnsiConsole console)
{
    private int step;

    public void Opening(string socket, IReadOnlyList<PluginStatus> plugins)
    {
        Heading("Forløp: one child's pathway, through the public API");
        Say("sidecar", $"fresh store, unix:{socket}");
        foreach (var plugin in plugins)
        {
            var state = plugin.State == PluginState.Running ? "running" : $"left out: {plugin.Problem.Nb}";
            Say("plugin", $"{plugin.PluginId} {plugin.Version}, {state}{(plugin.Tenants.Count > 0 ? $", for {string.Join(", ", plugin.Tenants)}" : "")}");
        }

        Say("child", "Lykke, 7, is fictional. The sidecar never hears her name: it knows a reference, a birth date and her circumstances.");
    }

    public void Scene(string day, string what)
    {
        console.WriteLine();
        Heading($"{++step,2}  {day}  {what}");
    }

    public void Command(string rpc, string detail) => Say("command", $"{rpc}  {detail}".TrimEnd());

    public void Receipt(Receipt receipt) => Say(
        "receipt",
        $"{receipt.Stage.ToString().ToUpperInvariant()}: version {receipt.Version}, {receipt.EventCount} event{(receipt.EventCount == 1 ? "" : "s")} from {receipt.FirstEventId}, digest {Convert.ToHexStringLower(receipt.EventDigest.Span[..6])}…");

    /// <summary>Where the pathway stands: state, what is due and why, who must act.</summary>
    public void Now(GetPathwayResponse now)
    {
        Say("state", now.Pathway.State.ToString());
        foreach (var deadline in now.Pathway.Deadlines.Where(deadline => deadline.State is DeadlineState.Running or DeadlineState.Passed))
        {
            Say("due", $"{deadline.DueOn}{(deadline.State == DeadlineState.Passed ? " PASSED" : "")}  {deadline.Kind}{Subject(deadline.SubjectId)}: {deadline.Explanation.Nb}");
        }

        foreach (var task in now.Tasks)
        {
            var who = task.AssignedToUserId.Length > 0 ? task.AssignedToUserId : string.Join(" or ", task.Roles);
            Say("next", $"{who}{(task.DueOn.Length > 0 ? $" by {task.DueOn}" : "")}{(task.Overdue ? " OVERDUE" : "")}: {task.Title.Nb}{Subject(task.SubjectId)}");
        }
    }

    public void Suggestions(SuggestRoutesResponse routes)
    {
        foreach (var answer in routes.Answers)
        {
            var rank = 0;
            foreach (var suggestion in answer.Suggestions)
            {
                Say("suggest", $"{++rank}. {suggestion.Instance.Name} ({suggestion.Kind}: {string.Join(", ", suggestion.Areas)}): {suggestion.Reason.Nb} [rule {suggestion.RuleId} of {answer.PluginId}]");
            }
        }

        if (routes.Missing is { } missing)
        {
            Say("missing", missing.Nb);
        }
    }

    public void Refused(string code, Refusal refusal)
    {
        Say("refused", $"{code}: {refusal.Message.Nb}");
        Say("instead", string.Join(", ", refusal.PermittedActions.Where(action => action.Permitted).Select(action => $"{action.Label.Nb}{Subject(action.SubjectId)}")));
    }

    /// <summary>One fact, one line: it wraps under itself on a terminal and stays one line when it is piped.</summary>
    public void Say(string key, string value)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Out.Writer.WriteLine($"    {key,-8} {value}");
            return;
        }

        var row = new Grid().AddColumn(new GridColumn().NoWrap().Width(8).Padding(4, 0, 1, 0)).AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        row.AddRow(new Text(key, new Style(Colour(key))), new Text(value));
        console.Write(row);
    }

    private static string Subject(string subjectId) => subjectId.Length > 0 ? $" {subjectId}" : "";

    private static Color Colour(string key) => key switch
    {
        "receipt" => Color.Green,
        "due" or "next" or "suggest" => Color.Blue,
        "refused" or "missing" or "clock" => Color.Red,
        _ => Color.Grey,
    };

    private void Heading(string text)
    {
        if (console.Profile.Out.IsTerminal)
        {
            console.Write(new Text(text + Environment.NewLine, new Style(Color.Yellow, decoration: Decoration.Bold)));
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }
}
