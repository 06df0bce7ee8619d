using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class LimitTests
{
    private static EchoRequest Request(int size) => new() { Padding = ByteString.CopyFrom(new byte[size]) };

    [Fact]
    public async Task A_server_takes_four_mebibytes_unless_told_otherwise()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = (_, _) => Task.FromResult(new EchoResponse()) });
        const int Overhead = 5; // Tag and length of the field.

        await host.Client().UnaryAsync(Request((4 * 1024 * 1024) - Overhead)).Soon();
        var status = await host.Client().UnaryAsync(Request((4 * 1024 * 1024) - Overhead + 1)).StatusAsync();

        Assert.Equal((StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task No_limit_is_no_limit()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = (_, _) => Task.FromResult(new EchoResponse()) }, options => options.MaxReceiveMessageSize = null);

        await host.Client().UnaryAsync(Request(10_000_000)).Soon();
    }

    [Fact]
    public async Task A_stream_may_be_longer_than_any_one_body_may_be()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ClientStream = async (requests, _) =>
            {
                long total = 0;
                await foreach (var request in requests.ReadAllAsync())
                {
                    total += request.Padding.Length;
                }

                return new EchoResponse { Text = $"{total}" };
            },
        });
        using var call = host.Client().ClientStream();
        for (var i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(Request(2_000_000)).Soon(); // 40 MB: Kestrel's own limit is 30 MB.
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal("40000000", (await call.ResponseAsync.Soon()).Text);
    }

    [Fact]
    public async Task A_server_does_not_send_more_than_it_may()
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.MaxSendMessageSize = 1000);

        Assert.Equal(StatusCode.ResourceExhausted, (await host.Client().UnaryAsync(Request(2000)).StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task A_client_does_not_send_more_than_it_may()
    {
        var called = false;
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, _) =>
            {
                called = true;
                return Task.FromResult(new EchoResponse());
            },
        });

        var status = await host.Client(options => options.MaxSendMessageSize = 1000).UnaryAsync(Request(2000)).StatusAsync();

        Assert.Equal((StatusCode.ResourceExhausted, false), (status.StatusCode, called));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task A_client_does_not_take_more_than_it_may(string? compression)
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.ResponseCompressionAlgorithm = compression);

        var status = await host.Client(options => options.MaxReceiveMessageSize = 1000).UnaryAsync(Request(50_000)).StatusAsync();

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
    }

    [Fact]
    public async Task A_services_own_options_outrank_the_global_ones_and_inherit_the_rest()
    {
        await using var host = await GrpcHost.StartAsync(
            new Script { Unary = (request, _) => request.Padding.Length > 0 ? Task.FromResult(new EchoResponse()) : throw new InvalidOperationException("told") },
            options =>
            {
                options.MaxReceiveMessageSize = 100;
                options.EnableDetailedErrors = true;
            },
            services => services.AddGrpc().AddServiceOptions<EchoService>(options => options.MaxReceiveMessageSize = 10_000));

        await host.Client().UnaryAsync(Request(5000)).Soon();

        Assert.EndsWith("told", (await host.Client().UnaryAsync(Request(0)).StatusAsync()).Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.ResourceExhausted, (await host.Client().UnaryAsync(Request(20_000)).StatusAsync()).StatusCode);
    }
}
