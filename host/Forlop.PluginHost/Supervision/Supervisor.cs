using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>
/// Keeps one plugin running for one tenant: lets calls through to the instance that runs, notices when it has ended, hangs or
/// keeps failing, starts another after a pause, and gives it up when that happens too often. It outlives its versions: who holds a
/// client keeps it, and calls go to whichever version runs.
/// </summary>
internal sealed partial class Supervisor(PluginVersion first, string tenant, PluginHostOptions options, ChangeSignal changes) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly LastCalls lastCalls = new();
    private PluginVersion version = first;
    private RestartBudget budget = new(options.Supervision, options.Clock);
    private CancellationTokenSource superseded = new();
    private InstanceInUse? current;
    private Task restarting = Task.CompletedTask;
    private PluginHealth health = new(PluginState.Restarting, first.Program.Level, 0, null, default, 0, 0);

    public PluginHealth Health
    {
        get
        {
            lock (gate)
                return health with { LastCalls = lastCalls.All };
        }
    }

    /// <summary>The first start. One that another start may cure leaves the plugin restarting, and the host goes on.</summary>
    /// <exception cref="LeftOutException">No start can cure it.</exception>
    public async Task StartAsync()
    {
        try
        {
            SwitchTo(version, await version.StartAsync(tenant));
        }
        catch (LeftOutException e) when (e.MayPass)
        {
            Note(e.Why);
            restarting = RestartAsync(version, budget, superseded.Token);
        }
    }

    /// <summary>From here on calls go to <paramref name="instance"/>. What ran until now, and has calls in hand, is the caller's to end.</summary>
    public RetiredInstance SwitchTo(PluginVersion next, PluginInstance instance)
    {
        lock (gate)
        {
            var retired = Retire();
            (version, budget, superseded) = (next, new RestartBudget(options.Supervision, options.Clock), new CancellationTokenSource());
            health = health with { Level = next.Program.Level, LastFailure = null, LastFailureTime = default };
            Use(instance);
            return retired;
        }
    }

    /// <summary>From here on there is nobody to call.</summary>
    public RetiredInstance Retire()
    {
        lock (gate)
        {
            _ = superseded.CancelAsync();
            var retired = new RetiredInstance(current, restarting, options);
            (current, restarting) = (null, Task.CompletedTask);
            return retired;
        }
    }

    /// <summary>A place in the instance that runs.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: none runs, it has too many calls in hand, or it fails so often that none is let through.</exception>
    public CallInHand Take(IMethod method, CallOptions asked)
    {
        lock (gate)
        {
            if (current is not { } running)
                throw Refused(method, health.State == PluginState.Quarantined ? "The plugin is quarantined." : "The plugin is being started anew, or has stopped.");
            if (running.InHand >= options.CallsInHand)
                throw Refused(method, "The plugin has too many calls in hand.");
            var now = options.Clock.GetUtcNow();
            var hasOwnDeadline = asked.Deadline is { } own && own.ToUniversalTime() < now.UtcDateTime + options.PatienceWith(version.Manifest);
            var call = new CallInHand(running, LastCalls.NameOf(method), now, hasOwnDeadline, asked.CancellationToken, Ended);
            if (!running.Breaker.TryEnter(call.Outcome))
                throw Refused(method, "The plugin has failed several times, and is left in peace for a moment.");
            running.Enter();
            return call;
        }
    }

    /// <summary>Ends the calls in hand at once, and the instance.</summary>
    public async ValueTask DisposeAsync() => await Retire().EndAsync(TimeSpan.Zero);

    private RpcException Refused(IMethod method, string why)
    {
        health = health with { Failed = health.Failed + 1 };
        lastCalls.Note(LastCalls.NameOf(method), options.Clock.GetUtcNow(), TimeSpan.Zero, StatusCode.Unavailable);
        return new RpcException(new Status(StatusCode.Unavailable, why));
    }

    private void Ended(CallInHand call, StatusCode code)
    {
        lock (gate)
        {
            call.From.Leave();
            lastCalls.Note(call.Rpc, call.Began, options.Clock.GetUtcNow() - call.Began, call.Told);
            if (CallOutcome.IsFailure(code))
                health = health with { Failed = health.Failed + 1 };
            else if (code != StatusCode.Cancelled)
                health = health with { Answered = health.Answered + 1 };

            // Why a whole instance was given up says more than that one of its calls failed with it.
            if (CallOutcome.IsFailure(code) && current == call.From)
                health = health with { LastFailure = Sentences.CallFailed(code.ToString()), LastFailureTime = options.Clock.GetUtcNow() };
        }

        if (code == StatusCode.DeadlineExceeded)
            _ = SuspectAsync(call.From.Instance);
    }

    // It may be slow for a reason of its own, or hang. One that hangs does not say who it is either.
    private async Task SuspectAsync(PluginInstance instance)
    {
        if (!await instance.AnswersAsync(options.Supervision.ProbePatience))
            Replace(instance, Sentences.Hangs);
    }

    private void Use(PluginInstance instance)
    {
        lock (gate)
        {
            var breaker = new Breaker(options.Supervision, options.Clock, code =>
            {
                if (CallOutcome.MayBeCured(code))
                    Replace(instance, Sentences.KeepsFailing(code.ToString()));
            });
            (current, health) = (new InstanceInUse(instance, breaker), health with { State = PluginState.Running, NotWell = null });
        }

        changes.Raise();
        _ = WatchAsync(instance);
        _ = CheckAsync();
    }

    private async Task WatchAsync(PluginInstance instance) => Replace(instance, await instance.Gone);
}
