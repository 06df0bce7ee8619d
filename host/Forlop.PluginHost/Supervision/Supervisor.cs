using Forlop.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost.Supervision;

/// <summary>
/// Keeps one plugin running for one tenant: lets calls through to the instance that runs, notices when it has ended, hangs or
/// keeps failing, starts another after a pause, and gives it up when that happens too often.
/// </summary>
internal sealed partial class Supervisor(StagedPlugin plugin, string tenant, IPluginProgram program, PluginManifest programManifest, PluginHostOptions options) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly RestartBudget budget = new(options.Supervision, options.Clock);
    private PluginInstance? current;
    private Breaker? breaker;
    private Task restarting = Task.CompletedTask;
    private int inHand;
    private PluginHealth health = new(PluginState.Restarting, program.Level, 0, null, default, 0, 0);

    public PluginHealth Health
    {
        get
        {
            lock (gate)
                return health;
        }
    }

    /// <summary>The first start. One that another start may cure leaves the plugin restarting, and the host goes on.</summary>
    /// <exception cref="LeftOutException">No start can cure it.</exception>
    public async Task StartAsync()
    {
        try
        {
            Use(await NewInstanceAsync());
        }
        catch (LeftOutException e) when (e.MayPass)
        {
            Note(e.Why);
            restarting = RestartAsync();
        }
    }

    /// <summary>A place in the instance that runs.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: none runs, it has too many calls in hand, or it fails so often that none is let through.</exception>
    public CallInHand Take(IMethod method, CallOptions asked)
    {
        lock (gate)
        {
            if (current is not { } instance)
                throw Refused(health.State == PluginState.Quarantined ? "The plugin is quarantined." : "The plugin is being started anew, or has stopped.");
            if (inHand >= options.CallsInHand)
                throw Refused("The plugin has too many calls in hand.");
            var hasOwnDeadline = asked.Deadline is { } own && own.ToUniversalTime() < options.Clock.GetUtcNow().UtcDateTime + options.PatienceWith(plugin.Manifest);
            var call = new CallInHand(instance, hasOwnDeadline, asked.CancellationToken, Ended);
            if (!breaker!.TryEnter(call.Outcome))
                throw Refused("The plugin has failed several times, and is left in peace for a moment.");
            inHand++;
            return call;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await restarting;
        PluginInstance? last;
        lock (gate)
            (last, current) = (current, null);
        if (last is not null)
            await last.StopAsync();
    }

    private RpcException Refused(string why)
    {
        health = health with { Failed = health.Failed + 1 };
        return new RpcException(new Status(StatusCode.Unavailable, why));
    }

    private void Ended(CallInHand call, StatusCode code)
    {
        lock (gate)
        {
            inHand--;
            if (CallOutcome.IsFailure(code))
                health = health with { Failed = health.Failed + 1 };
            else if (code != StatusCode.Cancelled)
                health = health with { Answered = health.Answered + 1 };

            // Why a whole instance was given up says more than that one of its calls failed with it.
            if (CallOutcome.IsFailure(code) && current == call.Instance)
                health = health with { LastFailure = Sentences.CallFailed(code.ToString()), LastFailureTime = options.Clock.GetUtcNow() };
        }

        if (code == StatusCode.DeadlineExceeded)
            _ = SuspectAsync(call.Instance);
    }

    // It may be slow for a reason of its own, or hang. One that hangs does not say who it is either.
    private async Task SuspectAsync(PluginInstance instance)
    {
        if (!await instance.AnswersAsync(options.Supervision.ProbePatience))
            Replace(instance, Sentences.Hangs);
    }

    private async Task<PluginInstance> NewInstanceAsync()
    {
        var instance = await PluginInstance.ShakeHandsAsync(program, programManifest, options);
        try
        {
            await instance.ConfigureAsync(plugin, tenant);
            return instance;
        }
        catch (Exception)
        {
            instance.Kill();
            throw;
        }
    }

    private void Use(PluginInstance instance)
    {
        lock (gate)
        {
            (current, health) = (instance, health with { State = PluginState.Running });
            breaker = new Breaker(options.Supervision, options.Clock, code =>
            {
                if (CallOutcome.MayBeCured(code))
                    Replace(instance, Sentences.KeepsFailing(code.ToString()));
            });
        }

        _ = WatchAsync(instance);
    }

    private async Task WatchAsync(PluginInstance instance) => Replace(instance, await instance.Gone);

    private void Replace(PluginInstance instance, LocalizedText why)
    {
        lock (gate)
        {
            // Two reasons may be found for one end: the first counts.
            if (current != instance || stopping.IsCancellationRequested)
                return;
            (current, health) = (null, health with { State = PluginState.Restarting });
            Note(why);
            restarting = RestartAsync();
        }

        instance.Kill();
    }

    private async Task RestartAsync()
    {
        await Task.Yield();
        try
        {
            while (budget.Take() is { } wait)
            {
                await Task.Delay(wait, options.Clock, stopping.Token);
                lock (gate)
                    health = health with { Restarts = health.Restarts + 1 };
                if (await TryAgainAsync() is not { } instance)
                    continue;
                if (stopping.IsCancellationRequested)
                    await instance.StopAsync();
                else
                    Use(instance);
                return;
            }

            lock (gate)
                health = health with { State = PluginState.Quarantined, LastFailure = Sentences.Quarantined(plugin.Manifest.Id, options.Supervision.MostRestarts, health.LastFailure ?? new()) };
            LogQuarantined(options.Logger, plugin.Manifest.Id, health.LastFailure!.Nb);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host closes; nothing is started any more.
            return;
        }
    }

    private async Task<PluginInstance?> TryAgainAsync()
    {
        try
        {
            return await NewInstanceAsync();
        }
        catch (LeftOutException e)
        {
            Note(e.Why);
        }
        catch (Exception e)
        {
            // Whatever a plugin can think of must end here: nobody awaits a restart.
            Note(Sentences.WillNotLoad(plugin.Manifest.Id, e.GetType().Name));
        }

        return null;
    }

    private void Note(LocalizedText why)
    {
        lock (gate)
            health = health with { LastFailure = why, LastFailureTime = options.Clock.GetUtcNow() };
        LogFailed(options.Logger, plugin.Manifest.Id, why.Nb);
    }

    [LoggerMessage(2004, LogLevel.Warning, "Plugin '{Id}' failed: {Why}")]
    private static partial void LogFailed(ILogger logger, string id, string why);

    [LoggerMessage(2005, LogLevel.Error, "Plugin '{Id}' is quarantined: {Why}")]
    private static partial void LogQuarantined(ILogger logger, string id, string why);
}
