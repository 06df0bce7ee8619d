using System.Diagnostics;
using System.Net.Sockets;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace RoutingHostile;

public sealed class Throw : HostilePlugin
{
    protected override Task HarmAsync() => throw new InvalidOperationException("Kari Nordmann, 01010199999");
}

public sealed class AsyncVoid : HostilePlugin
{
    protected override Task HarmAsync()
    {
        Raise();
        return Never;
    }

    private static async void Raise()
    {
        await System.Threading.Tasks.Task.Yield();
        throw new InvalidOperationException("Kari Nordmann, 01010199999");
    }
}

public sealed class ThreadThrow : HostilePlugin
{
    protected override Task HarmAsync()
    {
        new Thread(() => throw new InvalidOperationException("Kari Nordmann, 01010199999")).Start();
        return Never;
    }
}

public sealed class StackOverflow : HostilePlugin
{
    protected override Task HarmAsync() => System.Threading.Tasks.Task.FromResult(Deeper(0));

    private static int Deeper(int level) => Deeper(level + 1) + level;
}

public sealed class FailFast : HostilePlugin
{
    protected override Task HarmAsync()
    {
        Environment.FailFast("Kari Nordmann, 01010199999");
        return Never;
    }
}

public sealed class Exit : HostilePlugin
{
    protected override Task HarmAsync()
    {
#pragma warning disable RS0030 // A plugin that does what ours may not is what this is.
        Environment.Exit(0);
#pragma warning restore RS0030 // as above
        return Never;
    }
}

public sealed class SelfKill : HostilePlugin
{
    protected override Task HarmAsync()
    {
        Process.GetCurrentProcess().Kill();
        return Never;
    }
}

/// <summary>A loop that nothing can end, on every core.</summary>
public sealed class Spin : HostilePlugin
{
    protected override Task HarmAsync()
    {
        for (var core = 0; core < Environment.ProcessorCount; core++)
            new Thread(() => SpinWait.SpinUntil(() => false)) { IsBackground = true }.Start();
        return Never;
    }
}

/// <summary>Blocks the thread that called it.</summary>
public sealed class Hang : HostilePlugin
{
    protected override Task HarmAsync()
    {
        new ManualResetEventSlim().Wait();
        return Never;
    }
}

/// <summary>Takes every thread of the pool, and every one that the pool makes for a long time.</summary>
public sealed class PoolStorm : HostilePlugin
{
    private const int More = 5000;

    protected override Task HarmAsync()
    {
        var gate = new ManualResetEventSlim();
        for (var item = 0; item < More; item++)
            ThreadPool.UnsafeQueueUserWorkItem(_ => gate.Wait(), null);
        return Never;
    }
}

public sealed class Allocate : HostilePlugin
{
    private static readonly List<byte[]> Kept = [];

    protected override Task HarmAsync()
    {
        for (var piece = 0; piece < 512; piece++)
        {
            var bytes = new byte[1024 * 1024];
            Array.Fill(bytes, (byte)1);
            Kept.Add(bytes);
        }

        return Never;
    }
}

public sealed class Oversized : HostilePlugin
{
    protected override Task HarmAsync() => System.Threading.Tasks.Task.CompletedTask;

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Answer(new string('x', 3 * 1024 * 1024)));
}

/// <summary>Bytes that are no message of the contract: text that is no UTF-8.</summary>
public sealed class Garbage : HostilePlugin
{
    public Garbage() => Serve("/forlop.plugin.v1.RoutingPluginService/Route", RouteRequest.Parser, Stream);

    protected override Task HarmAsync() => System.Threading.Tasks.Task.CompletedTask;

    private static async IAsyncEnumerable<BytesValue> Stream(IAsyncEnumerable<RouteRequest> requests, PluginCall call)
    {
        await System.Threading.Tasks.Task.Yield();
        // As a RouteResponse: a suggestion whose reason is the text C3 28.
        yield return new BytesValue { Value = ByteString.CopyFrom(0x22, 0x04, 0x0A, 0x02, 0xC3, 0x28) };
    }
}

/// <summary>Is not ready for a long time; an unload or the end of the process is all that ends it.</summary>
public sealed class SlowStart : HostilePlugin
{
    public SlowStart() => new ManualResetEventSlim().Wait(TimeSpan.FromMinutes(1));

    protected override Task HarmAsync() => System.Threading.Tasks.Task.CompletedTask;
}

/// <summary>Looks at what is the host's: its environment, a file, its own folder's neighbours, a port.</summary>
public sealed class Snoop : HostilePlugin
{
    protected override Task HarmAsync() => System.Threading.Tasks.Task.CompletedTask;

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call)
    {
        List<string> seen = [];
        if (Environment.GetEnvironmentVariable("FORLOP_TEST_SECRET") is not null)
            seen.Add("environment");
        if (Can(() => File.ReadAllText(Targets[0])))
            seen.Add("files");
        if (Can(() => new TcpClient("127.0.0.1", int.Parse(Targets[1], null)).Dispose()))
            seen.Add("network");
        return new(Answer(seen.Count == 0 ? "nothing" : string.Join(", ", seen)));
    }

    private static bool Can(Action look)
    {
        try
        {
            look();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            return false;
        }
    }
}
