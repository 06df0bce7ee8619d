using Forlop.Contracts.V1;
using Forlop.Host.Services;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace Forlop.Host.Scenarios;

/// <summary>Tells each step in one line, and a difference so that its line in the file is found at once.</summary>
internal sealed class ScenarioReport(IAnsiConsole console)
{
    private static readonly Style Plain = Style.Plain;
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Bad = new(Color.Red);

    private static readonly EnumDescriptor States = CommonReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(PathwayState));

    private int number;

    public void Begin(Scenario scenario)
    {
        number = 0;
        Line($"{scenario.File}: {scenario.Title}", new Style(decoration: Decoration.Bold));
    }

    public void Played(Step step, string today, Outcome? outcome, GetPathwayResponse? now, IReadOnlyList<Difference> differences)
    {
        var did = step.Rpc is { } rpc ? Rpcs.NameOf(rpc) : step.At is not null ? "(the day comes)" : "(a look)";
        var came = outcome switch
        {
            { Refusal: { } refusal } => $"refused {RefusalStatus.NameOf(refusal.Reason)}",
            { Answer: null } => StatusCodes.NameOf(outcome.Code),
            { Receipt: { } receipt } => $"{EnumNames.Short(States, (int)receipt.State)}{(receipt.SubjectId.Length > 0 ? $" {receipt.SubjectId}" : "")}",
            _ => now is null ? "" : EnumNames.Short(States, (int)now.Pathway.State),
        };
        var isSame = differences.Count == 0;
        Line($"  {++number,3}  {today}  {(isSame ? "ok  " : "DIFF")}  {did,-36}  {came,-28}  {step.Name}".TrimEnd(), isSame ? Plain : Bad);
        foreach (var difference in differences)
        {
            Line($"       {difference.Where.Place}: {difference.What}", Bad);
            Line($"         expected  {difference.Expected}", Good);
            Line($"         actual    {difference.Actual}", Bad);
        }
    }

    public void Ended(Scenario scenario, bool isSame) => Line(
        isSame ? $"  {scenario.Steps.Count} of {scenario.Steps.Count} steps as expected." : $"  Stopped at step {number} of {scenario.Steps.Count}.",
        isSame ? Good : Bad);

    public void Summary(int count, IReadOnlyList<string> different)
    {
        foreach (var file in different)
        {
            Line($"DIFF {file}", Bad);
        }

        Line($"{count - different.Count} of {count} scenarios as expected.", different.Count == 0 ? Good : Bad);
    }

    // A terminal may wrap; what is piped stays one line for each step.
    private void Line(string text, Style style)
    {
        if (console.Profile.Out.IsTerminal)
        {
            console.Write(new Text(text + Environment.NewLine, style));
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }
}
