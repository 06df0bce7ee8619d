namespace Forlop.Plugins.RoutingTable;

/// <summary>The table's own examples. One that does not come true keeps the table from being taken into use.</summary>
internal static class Examples
{
    public static void Run(Table table, Problems problems)
    {
        foreach (var example in table.Examples)
        {
            var actual = table.Route(example.Request).Suggestions.Select(suggestion => suggestion.RuleId).ToList();
            if (actual.SequenceEqual(example.Expected, StringComparer.Ordinal))
                continue;
            var (wanted, got) = (List(example.Expected), List(actual));
            problems.Add(
                table.File,
                example.Line,
                $"Eksemplet «{example.Name}» venter {wanted}, men reglene gir {got}. Rett reglene eller eksemplet.",
                $"Eksempelet «{example.Name}» ventar {wanted}, men reglane gir {got}. Rett reglane eller eksempelet.");
        }
    }

    private static string List(IReadOnlyList<string> rules) => $"[{string.Join(", ", rules)}]";
}
