using Forlop.Conformance.Checks;
using Forlop.Conformance.Reports;
using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance;

/// <summary>
/// One level, in the order in which a plugin lives: started, asked, ended in order, started anew, asked again; in a process of its own
/// killed, started again, asked once more; and last with files that are wrong.
/// </summary>
internal sealed class LevelExamination
{
    private readonly Specimen specimen;
    private readonly Findings findings;
    private readonly LifecycleChecks lifecycle;
    private readonly ProgramChecks programs;
    private readonly IKindChecks kind;

    public LevelExamination(Specimen specimen, string todayOn)
    {
        this.specimen = specimen;
        findings = new Findings(Musts.For(specimen.Plugin.Manifest.Kinds[0], specimen.Level), canKill: specimen.Level == PluginLevel.Worker);
        lifecycle = new LifecycleChecks(specimen, findings);
        programs = new ProgramChecks(specimen, findings);
        var invented = new Invented(specimen.Tenant, todayOn, specimen.Options.Clock);
        kind = specimen.Plugin.Manifest.Kinds[0] switch
        {
            PluginKinds.Filing => new FilingChecks(specimen, findings, invented),
            PluginKinds.CaseSystem => new CaseSystemChecks(specimen, findings, invented),
            PluginKinds.Intake => new IntakeChecks(findings, invented, specimen.LevelsToCome, specimen.IsFirstLevel),
            _ => new RoutingChecks(specimen, findings, todayOn),
        };
        if (specimen.Plugin.Manifest.Kinds[0] != PluginKinds.Routing)
            findings.Pass("PL-1", "What such a plugin keeps belongs outside it; that nothing depends on its process is examined by the calls after an end and a kill.");
    }

    public async Task<LevelFindings> RunAsync()
    {
        if (specimen.IsEngine)
            await RunEngineAsync();
        else
            await RunPluginAsync();
        // Whoever ended this process would have kept it from being said.
        if (specimen.Level == PluginLevel.InProcess)
            findings.Expect("PL-6", true, "");
        return new LevelFindings { Level = LevelNames.Of(specimen.Level), Confined = specimen.IsConfined, Rules = findings.Close() };
    }

    private async Task RunPluginAsync()
    {
        if (await ReadyAsync(programs.StartAsync) is not { } first)
            return;
        await lifecycle.AskUnknownAsync(first);
        await kind.FirstAsync(first);
        await lifecycle.CheckBetweenLooksAsync(first, kind);
        await programs.EndAsync(first, await kind.LeaveHalfDoneAsync(first));

        if (await ReadyAsync(programs.StartGreetedWithMoreAsync) is not { } second)
            return;
        await kind.AfterEndAsync(second);
        await programs.ProbeAsync(second);
        var halfDone = await kind.LeaveHalfDoneAsync(second);
        if (specimen.Level == PluginLevel.Worker)
        {
            await programs.KillAsync(second);
            await halfDone;
            if (await ReadyAsync(programs.StartAsync) is not { } third)
                return;
            await kind.AfterKillAsync(third);
            await programs.EndAsync(third, Task.CompletedTask);
        }
        else
        {
            await programs.EndAsync(second, halfDone);
        }

        await lifecycle.SpoilAsync(programs.StartAsync);
    }

    // It serves nobody by itself: what it answers depends on the packages that it runs.
    private async Task RunEngineAsync()
    {
        if (await programs.StartAsync() is not { } first || !await lifecycle.ShakeHandsAsync(first))
            return;
        await lifecycle.AskUnknownAsync(first);
        await programs.EndAsync(first, Task.CompletedTask);
        if (await programs.StartGreetedWithMoreAsync() is not { } second || !await lifecycle.ShakeHandsAsync(second))
            return;
        await programs.ProbeAsync(second);
        await programs.KillAsync(second);
        findings.Stop("It is an engine, and serves through the packages that it runs: examine one of those.");
    }

    // Started, known and configured; null when a host would leave it out.
    private async Task<RunningSpecimen?> ReadyAsync(Func<Task<RunningSpecimen?>> start)
    {
        if (await start() is not { } running || !await lifecycle.ShakeHandsAsync(running) || !await lifecycle.ConfigureAsync(running))
            return null;
        await lifecycle.CheckAsync(running);
        return running;
    }
}
