using System.Text;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Case × library × direction. What has no place in it, or is left out without a reason, fails the test that ran it.</summary>
internal sealed class InteropTable
{
    public const string Unrun = "not run";

    private static readonly string[] Columns = ["grpcio → ours", "grpc-js → ours", "ours → grpcio", "ours → grpc-js", "ours → ours"];

    private readonly Dictionary<(string Case, string Column), CaseResult> cells = [];
    private readonly Lock gate = new();

    /// <summary>Every column was entered, whatever it says.</summary>
    public bool IsComplete
    {
        get
        {
            lock (gate)
            {
                return cells.Keys.Select(cell => cell.Column).Distinct(StringComparer.Ordinal).Count() == Columns.Length;
            }
        }
    }

    /// <summary>Enters one column, and fails for a case that is missing, unknown, failed, or omitted out of turn.</summary>
    public void Enter(string column, IReadOnlyCollection<CaseResult> results, IEnumerable<string> mayOmit)
    {
        Assert.Contains(column, Columns);
        Assert.Equal(InteropCases.All.Order(StringComparer.Ordinal), results.Select(result => result.Case).Order(StringComparer.Ordinal));
        lock (gate)
        {
            foreach (var result in results)
            {
                cells[(result.Case, column)] = result;
            }
        }

        Assert.DoesNotContain(results, result => result.Result is not (CaseResult.Passed or CaseResult.Omitted));
        Assert.DoesNotContain(results, result => result.Result == CaseResult.Omitted && result.Reason.Length < 20);
        Assert.Equal(mayOmit.Order(StringComparer.Ordinal), results.Where(result => result.Result == CaseResult.Omitted).Select(result => result.Case).Order(StringComparer.Ordinal));
    }

    /// <summary>As far as it is filled. Classes that end at the same time do not write into one another.</summary>
    public void Save(string file)
    {
        lock (gate)
        {
            File.WriteAllText(file, Print());
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return Print();
        }
    }

    private string Print()
    {
        var width = InteropCases.All.Max(name => name.Length);
        var table = new StringBuilder();
        Row(table, width, "case", Columns);
        Row(table, width, new string('-', width), Columns.Select(column => new string('-', column.Length)));
        foreach (var name in InteropCases.All)
        {
            Row(table, width, name, Columns.Select(column => cells.TryGetValue((name, column), out var cell) ? cell.Result : Unrun));
        }

        table.AppendLine();
        foreach (var reason in cells.Values.Where(cell => cell.Reason.Length > 0).GroupBy(cell => (cell.Case, cell.Result, cell.Reason)).OrderBy(reason => Array.IndexOf(InteropCases.All, reason.Key.Case)))
        {
            var columns = string.Join(", ", cells.Where(cell => reason.Contains(cell.Value)).Select(cell => cell.Key.Column).Distinct());
            table.AppendLine($"- {reason.Key.Case}, {columns}: {reason.Key.Result}, {reason.Key.Reason}");
        }

        return table.ToString();
    }

    private static void Row(StringBuilder table, int width, string name, IEnumerable<string> values) =>
        table.AppendLine($"| {name.PadRight(width)} | {string.Join(" | ", values.Zip(Columns, (value, column) => value.PadRight(column.Length)))} |");
}
