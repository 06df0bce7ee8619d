using System.Collections.Concurrent;
using System.Diagnostics;
using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Host.Security;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Forlop.Host.Tests.Abuse;

/// <summary>
/// Well-behaved callers of a sidecar, who never pause: two on loopback and one on the socket that read and write over one
/// connection each, and one who opens a connection for every call.
/// </summary>
internal sealed class SteadyCallers : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<string> failures = [];
    private readonly Uri address;
    private readonly string data;
    private readonly Task[] loops;
    private ConcurrentBag<double> milliseconds = [];

    public SteadyCallers(Uri address, string data)
    {
        (this.address, this.data) = (address, data);
        loops = [RunAsync(Loopback), RunAsync(Loopback), RunAsync(OverSocket), RunAsync(Loopback, newEachTime: true)];
    }

    /// <summary>Status and place of every call that failed, since the last question.</summary>
    public IReadOnlyList<string> TakeFailures()
    {
        string[] found = [.. failures];
        failures.Clear();
        return found;
    }

    /// <summary>The times of the calls that ended since the last question, in milliseconds.</summary>
    public IReadOnlyList<double> TakeTimes() => [.. Interlocked.Exchange(ref milliseconds, [])];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        stopping.Dispose();
    }

    private async Task RunAsync(Func<(CallInvoker Invoker, IDisposable Connection)> connect, bool newEachTime = false)
    {
        using var pace = new PeriodicTimer(newEachTime ? 10 * Pace : Pace, TimeProvider.System);
        var (invoker, connection) = connect();
        var pathwayId = (await new PathwayService.PathwayServiceClient(invoker).OpenPathwayAsync(Requests.Open($"steady-{Guid.CreateVersion7()}"))).Receipt.PathwayId;
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            if (newEachTime)
            {
                connection.Dispose();
                (invoker, connection) = connect();
            }

            await CallAsync(new PathwayService.PathwayServiceClient(invoker), pathwayId, writes: i % 4 == 0);
            await Task.WhenAny(pace.WaitForNextTickAsync(stopping.Token).AsTask());
        }

        connection.Dispose();
    }

    private async Task CallAsync(PathwayService.PathwayServiceClient client, string pathwayId, bool writes)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (writes)
            {
                await client.RecordParticipationAsync(Requests.Participation(pathwayId));
            }
            else
            {
                await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = pathwayId });
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (RpcException fault)
        {
            failures.Add($"{fault.StatusCode} after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms: {fault.Status.Detail}");
        }
    }

    private (CallInvoker Invoker, IDisposable Connection) OverSocket()
    {
        var connection = new LocalConnection(data, "dev-havnes");
        return (connection.As(RunningSidecar.Caseworker), connection);
    }

    private (CallInvoker Invoker, IDisposable Connection) Loopback()
    {
        var channel = GrpcChannel.ForAddress(address);
        var token = DevelopmentCredentials.Open(data).TokenOf("dev-havnes");
        return (channel.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            headers.Add(Callers.ActorKey, RunningSidecar.Caseworker.ToByteArray());
            return headers;
        }), channel);
    }
}
