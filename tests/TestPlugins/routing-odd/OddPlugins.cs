using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace RoutingOdd;

/// <summary>Each class misbehaves in one way; a test names the class in the manifest of its copy.</summary>
public abstract class OddPlugin : RoutingPlugin
{
    protected override string Id => "routing-odd";

    protected override string Version => "1.0.0";

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Suggest(suggestion => suggestion));

    protected static RouteResponse Suggest(Func<RouteSuggestion, RouteSuggestion> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new()
        {
            Suggestions =
            {
                change(new RouteSuggestion
                {
                    Kind = RouteKind.Referral,
                    RuleId = "odd",
                    Instance = new HealthInstance { Type = HealthInstanceType.Gp, InstanceId = "gp" },
                    Reason = new LocalizedText { Nb = "Fordi.", Nn = "Fordi." },
                }),
            },
        };
    }
}

/// <summary>Puts the question it got into the reason, so that a test sees what crossed the boundary.</summary>
public sealed class MirrorPlugin : OddPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Suggest(suggestion =>
    {
        suggestion.Reason.Nb = request!.ToString();
        return suggestion;
    }));
}

public sealed class ThrowingPlugin : OddPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => throw new InvalidOperationException("Kari Nordmann, 01010199999");
}

public sealed class ThrowingConstructorPlugin : OddPlugin
{
    public ThrowingConstructorPlugin() => throw new InvalidOperationException("Kari Nordmann, 01010199999");
}

/// <summary>Waits for ever, and only an unload ends it; but it hears its cancellation.</summary>
public sealed class WaitingPlugin : OddPlugin
{
    protected override async ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        await System.Threading.Tasks.Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Cancellation);
        return new RouteResponse();
    }
}

/// <summary>Blocks its thread and hears nothing, until the test opens the gate that it left with the process.</summary>
public sealed class DeafPlugin : OddPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        ((ManualResetEventSlim)AppContext.GetData("routing-odd-gate")!).Wait();
        return new(Suggest(suggestion => suggestion));
    }
}

public sealed class SilentPlugin : OddPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(new RouteResponse());
}

public sealed class ReasonlessPlugin : OddPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Suggest(suggestion =>
    {
        suggestion.Reason.Nn = "";
        return suggestion;
    }));
}

public sealed class NewEnumPlugin : OddPlugin
{
    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Suggest(suggestion =>
    {
        suggestion.Instance.Type = (HealthInstanceType)999;
        return suggestion;
    }));
}

public sealed class OtherVersionPlugin : OddPlugin
{
    protected override string Version => "2.0.0";
}

public sealed class FromTheFuturePlugin : OddPlugin
{
    protected override int OldestMinor => 7;
}

public sealed class RefusingPlugin : OddPlugin
{
    protected override ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(new ConfigureResponse
    {
        Problems = { new Problem { File = "settings.yaml", Line = 7, Message = new LocalizedText { Nb = "Feil.", Nn = "Gale." } } },
    });
}

/// <summary>A timer that nobody stops: the plugin cannot be unloaded.</summary>
public sealed class LeakingPlugin : OddPlugin
{
    private static readonly List<Timer> Timers = [];

    public LeakingPlugin() => Timers.Add(new Timer(_ => GC.KeepAlive(this), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
}

public sealed class NotAPlugin;

/// <summary>Is well, but says that what it depends on is down while the test says so.</summary>
public sealed class DependentPlugin : OddPlugin
{
    private static bool IsDown => AppContext.TryGetSwitch("routing-odd-down", out var down) && down;

    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => new(IsDown
        ? new CheckResponse { Problem = new LocalizedText { Nb = "Registeret svarer ikke.", Nn = "Registeret svarar ikkje." } }
        : new CheckResponse());

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => IsDown
        ? throw new PluginException(CallStatus.Unavailable, "The register does not answer.")
        : new(Suggest(suggestion => suggestion));
}

/// <summary>Does its work, and never says whether it can.</summary>
public sealed class UnsurePlugin : OddPlugin
{
    protected override ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => new(new TaskCompletionSource<CheckResponse>().Task);

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Suggest(suggestion => suggestion));
}

/// <summary>Waits for ever when it is asked about something acute, and fails at anything else.</summary>
public sealed class MoodyPlugin : OddPlugin
{
    protected override async ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        if (request!.Acuteness != Acuteness.Yes)
            throw new InvalidOperationException("Kari Nordmann, 01010199999");
        await System.Threading.Tasks.Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Cancellation);
        return new RouteResponse();
    }
}
