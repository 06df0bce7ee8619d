using System.Globalization;

namespace Forlop.Bench;

/// <summary>One row for each thing that a plugin costs: it, the barest thing of its kind, and how many times that is.</summary>
internal sealed class PluginTable
{
    private readonly StringWriter report = new(CultureInfo.InvariantCulture);

    public PluginTable()
    {
        report.WriteLine("| what | p50 or median | against | p50 or median | **times** | calls/s, share |");
        report.WriteLine("|---|--:|---|--:|--:|--:|");
    }

    public void Calls(string what, Load ours, string against, Load bare) =>
        Row(what, $"{ours.Percentile(0.5):N0} us", against, $"{bare.Percentile(0.5):N0} us", ours.Percentile(0.5) / bare.Percentile(0.5), $"{ours.PerSecond / bare.PerSecond:0.00}");

    public void Times(string what, List<double> ours, string against, List<double> bare) =>
        Row(what, $"{Load.Median(ours):N0} ms", against, $"{Load.Median(bare):N0} ms", Load.Median(ours) / Load.Median(bare), "");

    public void Memory(string what, long ours, string against, long bare) =>
        Row(what, $"{ours / 1024.0:0.0} MiB", against, $"{bare / 1024.0:0.0} MiB", ours / (double)bare, "");

    public override string ToString() => report.ToString();

    private void Row(string what, string ours, string against, string bare, double times, string share) =>
        report.WriteLine($"| {what} | {ours} | {against} | {bare} | **{times:0.00}** | {share} |");
}
