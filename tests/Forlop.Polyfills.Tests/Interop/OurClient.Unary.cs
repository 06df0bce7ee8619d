using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Cases of unary calls.</summary>
internal sealed partial class OurClient
{
    private (string Name, Func<Task<string?>> Run)[] UnaryCases() =>
    [
        ("empty_unary", EmptyUnaryAsync),
        ("large_unary", LargeUnaryAsync),
        ("client_compressed_unary", ClientCompressedUnaryAsync),
        ("server_compressed_unary", ServerCompressedUnaryAsync),
        ("custom_metadata", CustomMetadataAsync),
        ("status_code_and_message", StatusCodeAndMessageAsync),
        ("special_status_message", SpecialStatusMessageAsync),
        ("unimplemented_method", UnimplementedMethodAsync),
        ("unimplemented_service", UnimplementedServiceAsync),
    ];

    private async Task<string?> EmptyUnaryAsync()
    {
        Assert.Equal(new Empty(), await client.EmptyCallAsync(new Empty(), Within()));
        return null;
    }

    private Task<string?> LargeUnaryAsync() => LargeUnaryAsync(client);

    private static async Task<string?> LargeUnaryAsync(TestService.TestServiceClient on, int seconds = 20)
    {
        IsLarge(await on.UnaryCallAsync(Large(), Within(seconds)));
        return null;
    }

    private async Task<string?> ClientCompressedUnaryAsync()
    {
        // A server that cannot see compression is still one that has to undo it.
        if (peer.Cannot.ContainsKey("client_compressed_unary"))
        {
            IsLarge(await client.UnaryCallAsync(Large(), With(Gzip)));
            return "; a compressed request was answered all the same";
        }

        var compressed = Large();
        compressed.ExpectCompressed = new BoolValue { Value = true };
        await FailsAsync(StatusCode.InvalidArgument, () => client.UnaryCallAsync(compressed, Within()).ResponseAsync);
        IsLarge(await client.UnaryCallAsync(compressed, With(Gzip)));
        var plain = Large();
        plain.ExpectCompressed = new BoolValue { Value = false };
        IsLarge(await client.UnaryCallAsync(plain, Within()));
        return null;
    }

    private async Task<string?> ServerCompressedUnaryAsync()
    {
        using var frames = new FrameHandler();
        using var watched = GrpcChannel.ForAddress(peer.Plain, new GrpcChannelOptions { HttpHandler = frames });
        foreach (var (value, flags) in new[] { (true, "1"), (false, "0") })
        {
            var request = Large();
            request.ResponseCompressed = new BoolValue { Value = value };
            IsLarge(await new TestService.TestServiceClient(watched).UnaryCallAsync(request, Within()));
            if (!peer.Cannot.ContainsKey("server_compressed_unary"))
            {
                Assert.Equal(flags, frames.LastFlags);
            }
        }

        return null;
    }

    private async Task<string?> CustomMetadataAsync()
    {
        var sent = new Metadata { { Initial, "test_initial_metadata_value" }, { Trailing, [0xab, 0xab, 0xab] } };
        using var unary = client.UnaryCallAsync(Large(), With(sent));
        IsLarge(await unary);
        HasEchoed(await unary.ResponseHeadersAsync, unary.GetTrailers());

        using var duplex = client.FullDuplexCall(With(sent));
        await duplex.RequestStream.WriteAsync(Asking(314159, 271828));
        await duplex.RequestStream.CompleteAsync();
        Assert.Equal(314159, Assert.Single(await DrainAsync(duplex.ResponseStream)).Payload.Body.Length);
        HasEchoed(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
        return null;
    }

    private static void HasEchoed(Metadata headers, Metadata trailers)
    {
        Assert.Equal("test_initial_metadata_value", headers.GetValue(Initial));
        Assert.Equal([0xab, 0xab, 0xab], trailers.GetValueBytes(Trailing));
    }

    private async Task<string?> StatusCodeAndMessageAsync()
    {
        var status = new EchoStatus { Code = 2, Message = "test status message" };
        var unary = await FailsAsync(StatusCode.Unknown, () => client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }, Within()).ResponseAsync);
        using var call = client.FullDuplexCall(Within());
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = status });
        await call.RequestStream.CompleteAsync();
        var duplex = await FailsAsync(StatusCode.Unknown, () => DrainAsync(call.ResponseStream));
        Assert.Equal((status.Message, status.Message), (unary.Detail, duplex.Detail));
        return null;
    }

    private async Task<string?> SpecialStatusMessageAsync()
    {
        var status = new EchoStatus { Code = 2, Message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n" };
        Assert.Equal(status.Message, (await FailsAsync(StatusCode.Unknown, () => client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }, Within()).ResponseAsync)).Detail);
        return null;
    }

    private async Task<string?> UnimplementedMethodAsync()
    {
        await FailsAsync(StatusCode.Unimplemented, () => client.UnimplementedCallAsync(new Empty(), Within()).ResponseAsync);
        return null;
    }

    private async Task<string?> UnimplementedServiceAsync()
    {
        await FailsAsync(StatusCode.Unimplemented, () => new UnimplementedService.UnimplementedServiceClient(channel).UnimplementedCallAsync(new Empty(), Within()).ResponseAsync);
        return null;
    }
}
