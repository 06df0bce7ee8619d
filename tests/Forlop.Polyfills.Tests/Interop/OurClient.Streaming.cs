using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Cases of streams, and of calls that end early.</summary>
internal sealed partial class OurClient
{
    private (string Name, Func<Task<string?>> Run)[] StreamingCases() =>
    [
        ("client_streaming", ClientStreamingAsync),
        ("client_compressed_streaming", ClientCompressedStreamingAsync),
        ("server_streaming", ServerStreamingAsync),
        ("server_compressed_streaming", ServerCompressedStreamingAsync),
        ("ping_pong", PingPongAsync),
        ("empty_stream", EmptyStreamAsync),
        ("cancel_after_begin", CancelAfterBeginAsync),
        ("cancel_after_first_response", CancelAfterFirstResponseAsync),
        ("timeout_on_sleeping_server", TimeoutOnSleepingServerAsync),
    ];

    private async Task<string?> ClientStreamingAsync()
    {
        using var call = client.StreamingInputCall(Within());
        foreach (var (size, _) in Sizes)
        {
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Zeros(size) });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(74922, (await call).AggregatedPayloadSize);
        return null;
    }

    private async Task<string?> ClientCompressedStreamingAsync()
    {
        // A server that cannot see compression is still one that has to undo it.
        var unseen = peer.Cannot.ContainsKey("client_compressed_streaming");
        if (!unseen)
        {
            using var probe = client.StreamingInputCall(Within());
            await probe.RequestStream.WriteAsync(Expecting(true, 27182));
            await FailsAsync(StatusCode.InvalidArgument, () => probe.ResponseAsync);
        }

        using var call = client.StreamingInputCall(With(Gzip));
        await call.RequestStream.WriteAsync(Expecting(true, 27182));
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(Expecting(false, 45904));
        await call.RequestStream.CompleteAsync();
        Assert.Equal(73086, (await call).AggregatedPayloadSize);
        return unseen ? "; a stream of a compressed and a plain request was answered all the same" : null;

        static StreamingInputCallRequest Expecting(bool compressed, int size) => new() { ExpectCompressed = new BoolValue { Value = compressed }, Payload = Zeros(size) };
    }

    private async Task<string?> ServerStreamingAsync()
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.Add(Sizes.Select(size => new ResponseParameters { Size = size.Wanted }));
        using var call = client.StreamingOutputCall(request, Within());
        Assert.Equal(Sizes.Select(size => size.Wanted), (await DrainAsync(call.ResponseStream)).Select(response => response.Payload.Body.Length));
        return null;
    }

    private async Task<string?> ServerCompressedStreamingAsync()
    {
        using var frames = new FrameHandler();
        using var watched = GrpcChannel.ForAddress(peer.Plain, new GrpcChannelOptions { HttpHandler = frames });
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters =
            {
                new ResponseParameters { Size = 31415, Compressed = new BoolValue { Value = true } },
                new ResponseParameters { Size = 92653, Compressed = new BoolValue { Value = false } },
            },
        };
        using var call = new TestService.TestServiceClient(watched).StreamingOutputCall(request, Within());
        Assert.Equal([31415, 92653], (await DrainAsync(call.ResponseStream)).Select(response => response.Payload.Body.Length));
        if (!peer.Cannot.ContainsKey("server_compressed_streaming"))
        {
            Assert.Equal("10", frames.LastFlags);
        }

        return null;
    }

    private async Task<string?> PingPongAsync()
    {
        using var call = client.FullDuplexCall(Within());
        foreach (var (sent, wanted) in Sizes)
        {
            await call.RequestStream.WriteAsync(Asking(wanted, sent));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(wanted, call.ResponseStream.Current.Payload.Body.Length);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        return null;
    }

    private async Task<string?> EmptyStreamAsync()
    {
        using var call = client.FullDuplexCall(Within());
        await call.RequestStream.CompleteAsync();
        Assert.Empty(await DrainAsync(call.ResponseStream));
        return null;
    }

    private async Task<string?> CancelAfterBeginAsync()
    {
        using var source = new CancellationTokenSource();
        using var call = client.StreamingInputCall(Within().WithCancellationToken(source.Token));
        await source.CancelAsync();
        await FailsAsync(StatusCode.Cancelled, () => call.ResponseAsync);
        return null;
    }

    private async Task<string?> CancelAfterFirstResponseAsync()
    {
        using var source = new CancellationTokenSource();
        using var call = client.FullDuplexCall(Within().WithCancellationToken(source.Token));
        await call.RequestStream.WriteAsync(Asking(31415, 27182));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await source.CancelAsync();
        await FailsAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext(CancellationToken.None));
        return null;
    }

    private async Task<string?> TimeoutOnSleepingServerAsync()
    {
        using var call = client.FullDuplexCall(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(1)));
        await FailsAsync(StatusCode.DeadlineExceeded, async () =>
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Zeros(27182) });
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });
        return null;
    }
}
