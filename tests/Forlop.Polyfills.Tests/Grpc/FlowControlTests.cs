using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>Whoever writes faster than the other reads has to wait, and neither side keeps what is not read.</summary>
public sealed class FlowControlTests
{
    private const int Size = 64 * 1024;

    // What two pipes, two windows and the sockets between them may hold; a side that kept all would pass it at once.
    private const int MostInFlight = 32 * 1024 * 1024;

    private static readonly ByteString Padding = ByteString.CopyFrom(new byte[Size]);

    [Fact]
    public async Task A_server_waits_for_a_reader_that_never_reads()
    {
        var written = 0;
        var waiting = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = async (_, responses, context) =>
            {
                while (await WritesAtOnceAsync(responses.WriteAsync(new EchoResponse { Padding = Padding }), waiting))
                {
                    written += Size;
                    Assert.InRange(written, 0, MostInFlight);
                }

                await context.CancellationToken.Raised();
            },
        });
        using var call = host.Client().ServerStream(new EchoRequest());

        var write = await waiting.Task.Soon();
        Assert.False(write.IsCompleted);

        // The first message that is read makes room, sooner or later: nothing was lost or broken by the wait.
        while (!write.IsCompleted)
        {
            await Task.WhenAny(write, call.ResponseStream.MoveNext(CancellationToken.None)).Soon();
        }

        await write;
    }

    [Fact]
    public async Task A_client_waits_for_a_server_that_never_reads()
    {
        var reads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ClientStream = async (requests, _) =>
            {
                await reads.Task;
                long total = 0;
                await foreach (var request in requests.ReadAllAsync())
                {
                    total += request.Padding.Length;
                }

                return new EchoResponse { Text = $"{total}" };
            },
        });
        using var call = host.Client().ClientStream();
        var waiting = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var written = 0L;
        while (await WritesAtOnceAsync(call.RequestStream.WriteAsync(new EchoRequest { Padding = Padding }), waiting))
        {
            written += Size;
            Assert.InRange(written, 0, MostInFlight);
        }

        var write = await waiting.Task.Soon();
        Assert.False(write.IsCompleted);
        reads.SetResult();
        await write.Soon();
        await call.RequestStream.CompleteAsync();
        Assert.Equal($"{written + Size}", (await call.ResponseAsync.Soon()).Text);
    }

    // One that has not ended after this has to wait for the other side.
    private static async Task<bool> WritesAtOnceAsync(Task write, TaskCompletionSource<Task> waiting)
    {
        try
        {
            await write.WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System);
            return true;
        }
        catch (TimeoutException)
        {
            waiting.SetResult(write);
            return false;
        }
    }
}
