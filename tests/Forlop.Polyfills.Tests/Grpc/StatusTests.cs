using System.Net;
using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class StatusTests
{
    [Fact]
    public async Task A_thrown_status_arrives_with_its_detail_and_trailers()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) =>
            {
                context.ResponseTrailers.Add("set", "before");
                throw new RpcException(new Status(StatusCode.NotFound, "no such thing"), new Metadata { { "thrown", "with" } });
            },
        });

        var thrown = await Assert.ThrowsAsync<RpcException>(() => host.Client().UnaryAsync(new EchoRequest()).Soon());

        Assert.Equal((StatusCode.NotFound, "no such thing"), (thrown.StatusCode, thrown.Status.Detail));
        Assert.Equal(("before", "with"), (thrown.Trailers.GetValue("set"), thrown.Trailers.GetValue("thrown")));
    }

    [Theory]
    [InlineData("Søknaden er avvist: 100 % feil")]
    [InlineData("line\r\nbreak\0and %zz %4 %")]
    [InlineData("😀")]
    [InlineData(" ")]
    public async Task A_detail_survives_the_wire_whatever_its_letters(string detail)
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = (_, _) => throw new RpcException(new Status(StatusCode.Aborted, detail)) });

        Assert.Equal(detail, (await host.Client().UnaryAsync(new EchoRequest()).StatusAsync()).Detail);
    }

    [Fact]
    public async Task A_status_after_messages_comes_after_all_of_them()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = async (_, responses, _) =>
            {
                await responses.WriteAsync(new EchoResponse { Text = "one" });
                throw new RpcException(new Status(StatusCode.DataLoss, "then nothing"), new Metadata { { "why", "worn" } });
            },
        });
        using var call = host.Client().ServerStream(new EchoRequest());

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).Soon());
        var thrown = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).Soon());

        Assert.Equal(StatusCode.DataLoss, thrown.StatusCode);
        Assert.Equal("worn", call.GetTrailers().GetValue("why"));
    }

    [Fact]
    public async Task A_status_that_the_handler_sets_ends_its_call()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = (_, _, context) =>
            {
                context.Status = new Status(StatusCode.OutOfRange, "set");
                return Task.CompletedTask;
            },
        });
        using var call = host.Client().ServerStream(new EchoRequest());

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).Soon());

        Assert.Equal(StatusCode.OutOfRange, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task An_unhandled_exception_tells_the_caller_nothing_of_itself()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = (_, _) => throw new InvalidOperationException("secret") });

        var status = await host.Client().UnaryAsync(new EchoRequest()).StatusAsync();

        Assert.Equal((StatusCode.Unknown, "Exception was thrown by handler."), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Detailed_errors_tell_the_type_and_the_message()
    {
        await using var host = await GrpcHost.StartAsync(
            new Script { Unary = (_, _) => throw new InvalidOperationException("secret") },
            options => options.EnableDetailedErrors = true);

        var status = await host.Client().UnaryAsync(new EchoRequest()).StatusAsync();

        Assert.Equal("Exception was thrown by handler. InvalidOperationException: secret", status.Detail);
    }

    [Fact]
    public async Task A_method_that_returns_null_is_answered_cancelled()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, _) => Task.FromResult<EchoResponse>(null!),
            ClientStream = (_, _) => Task.FromResult<EchoResponse>(null!),
        });
        using var upload = host.Client().ClientStream();
        await upload.RequestStream.CompleteAsync();

        var unary = await host.Client().UnaryAsync(new EchoRequest()).StatusAsync();
        var streamed = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync.Soon());

        Assert.Equal((StatusCode.Cancelled, "No message returned from method."), (unary.StatusCode, unary.Detail));
        Assert.Equal(StatusCode.Cancelled, streamed.StatusCode);
    }

    [Fact]
    public async Task A_method_that_the_service_leaves_out_is_unimplemented()
    {
        await using var host = await GrpcHost.StartAsync<EmptyService>();

        Assert.Equal(StatusCode.Unimplemented, (await host.Client().UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task A_service_that_nobody_mapped_is_unimplemented()
    {
        await using var host = await GrpcHost.StartAsync();

        var status = await new AbsentService.AbsentServiceClient(host.Channel()).UnaryAsync(new EchoRequest()).StatusAsync();

        Assert.Equal((StatusCode.Unimplemented, "Service is unimplemented."), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Unknown_services_are_a_plain_404_when_they_shall_be_ignored()
    {
        await using var host = await GrpcHost.StartAsync(options: options => options.IgnoreUnknownServices = true);

        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), path: "/forlop.polyfills.tests.AbsentService/Unary");
        var status = await new AbsentService.AbsentServiceClient(host.Channel()).UnaryAsync(new EchoRequest()).StatusAsync();

        Assert.Equal((HttpStatusCode.NotFound, null), (reply.Http, reply.Status));
        Assert.Equal(StatusCode.Unimplemented, status.StatusCode);
    }

    [Fact]
    public async Task A_refusal_before_any_message_is_one_block_of_headers()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no")) });

        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()));

        Assert.Equal(HttpStatusCode.OK, reply.Http);
        Assert.Equal("5", Assert.Single(reply.Headers.GetValues("grpc-status")));
        Assert.Empty(reply.Trailers);
        Assert.Empty(reply.Body);
    }

    [Fact]
    public async Task A_trailer_that_http_cannot_carry_fails_the_call_and_not_the_connection()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) =>
            {
                context.ResponseTrailers.Add("note", "blåbær");
                return Task.FromResult(new EchoResponse());
            },
        });

        Assert.Equal(StatusCode.Internal, (await host.Client().UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode);
    }

    private sealed class EmptyService : Protos.EchoService.EchoServiceBase;
}
