using System.Text;
using Forlop.Contracts.V1;
using Xunit.Abstractions;

namespace Forlop.PluginHost.Tests.Hostile;

/// <summary>What a plugin can do to whoever runs it, at each level: done, not argued.</summary>
public sealed class HostileTests(HostileRuns runs, ITestOutputHelper output) : IClassFixture<HostileRuns>
{
    // The calls go out together and the machine may be busy; on a quiet one each is known within the deadline and half a second.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private const string Bubblewrap = "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true";
    private const string Needs = "bubblewrap (bwrap), and a system that lets it make namespaces";

    private static string Table => RepositoryFolder.Combine("host", "Forlop.PluginHost", "HOSTILE.md");

    public static TheoryData<string> Types => [.. Harm.All.Select(harm => harm.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void As_a_worker_it_costs_its_own_call_in_time_and_neither_the_host_nor_another_plugin(string type)
    {
        var run = runs.AsWorker[type];
        output.WriteLine($"{type}: {run.Answer} after {run.Took.TotalMilliseconds:0} ms of at most {HostileRuns.Deadline.TotalMilliseconds:0}, then {run.Status.State}");

        Assert.Equal("answered", run.Other);
        Assert.InRange(run.Took, TimeSpan.Zero, HostileRuns.Deadline + Slack);
        Assert.NotEqual("answered", run.Answer);
    }

    [SkippableFact(Bubblewrap, Needs)]
    public void As_a_worker_it_sees_neither_the_hosts_environment_nor_its_files_nor_the_network() => Assert.Equal("nothing", runs.AsWorker["Snoop"].Answer);

    [Theory]
    [MemberData(nameof(Types))]
    public void One_that_is_given_up_leaves_the_caseworker_and_the_operator_a_sentence_without_a_person_in_it(string type)
    {
        var run = runs.AsWorker[type];
        Assert.Equal(run.Status.State == PluginState.Quarantined, run.ForTheCaseworker is not null);
        if (run.ForTheCaseworker is not { } sentence)
            return;

        Assert.Contains("Velg selv", sentence.Nb, StringComparison.Ordinal);
        Assert.Contains("Vel sjølv", sentence.Nn, StringComparison.Ordinal);
        Assert.DoesNotContain("Nordmann", $"{sentence}{run.Status}", StringComparison.Ordinal);
    }

    [Fact]
    public void None_of_them_outlives_the_host() => Assert.Empty(runs.LeftOver);

    [SkippableFact(Bubblewrap, Needs)]
    public void The_table_that_whoever_approves_a_plugin_reads_is_what_was_seen()
    {
        var table = new StringBuilder("""
            # What a plugin can do

            Each row was done by a real plugin (`tests/TestPlugins/routing-hostile`) at both levels, and a test holds this page against what it saw. It is
            why code that did not ship with Forløp runs in a process of its own unless the operator says otherwise.

            | A plugin that | in the host's process | in a process of its own |
            |---|---|---|

            """);
        foreach (var harm in Harm.All)
            table.Append(null, $"| {harm.Words} | {runs.InProcess[harm.Type]} | {runs.AsWorker[harm.Type].InWords()} |\n");
        table.Append("""

            The last row needs bubblewrap (`bwrap`); where the machine has none that works, a worker sees what the host's user sees, and the log says so. A worker
            that the operator grants its network reaches all of it: bubblewrap knows no single hosts.

            """);

        if (Environment.GetEnvironmentVariable("FORLOP_RENEW") == "1")
            File.WriteAllText(Table, table.ToString());
        Assert.Equal(File.ReadAllText(Table), table.ToString());
    }
}
