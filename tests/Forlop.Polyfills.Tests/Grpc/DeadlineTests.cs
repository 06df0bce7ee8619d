using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class DeadlineTests
{
    private static DateTime In(TimeSpan span) => TimeProvider.System.GetUtcNow().UtcDateTime + span;

    [Fact]
    public async Task The_server_knows_the_callers_deadline()
    {
        DateTime seen = default;
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) =>
            {
                seen = context.Deadline;
                return Task.FromResult(new EchoResponse());
            },
        });
        var deadline = In(TimeSpan.FromHours(1));

        await host.Client().UnaryAsync(new EchoRequest(), deadline: deadline).Soon();
        Assert.Equal(deadline, seen, TimeSpan.FromSeconds(20));

        await host.Client().UnaryAsync(new EchoRequest()).Soon();
        Assert.Equal(DateTime.MaxValue, seen);
    }

    [Fact]
    public async Task A_deadline_that_passes_ends_the_call_on_both_sides()
    {
        var raised = new TaskCompletionSource();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = (_, _, _) => Task.CompletedTask,
            Unary = async (_, context) =>
            {
                await context.CancellationToken.Raised();
                raised.SetResult();
                throw new OperationCanceledException(context.CancellationToken);
            },
        });
        // A call that never reaches its handler ends on one side alone: the connection is there, and the deadline leaves it the time.
        var client = host.Client();
        using var connecting = client.ServerStream(new EchoRequest());
        await connecting.ResponseStream.MoveNext(CancellationToken.None).Soon();

        var status = await client.UnaryAsync(new EchoRequest(), deadline: In(TimeSpan.FromSeconds(1))).StatusAsync();

        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        await raised.Task.Soon();
    }

    [Fact]
    public async Task The_server_answers_at_the_deadline_though_its_handler_does_not_stop()
    {
        var release = new TaskCompletionSource();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = async (_, _) =>
            {
                await release.Task;
                return new EchoResponse();
            },
        });

        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("grpc-timeout", "100m"));
        release.SetResult();

        Assert.Equal($"{(int)StatusCode.DeadlineExceeded}", reply.Status);
    }

    [Fact]
    public async Task The_server_answers_at_the_deadline_in_the_middle_of_a_stream()
    {
        var writeAfter = new TaskCompletionSource<Exception?>();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            ServerStream = async (_, responses, context) =>
            {
                await responses.WriteAsync(new EchoResponse { Text = "one" });
                await context.CancellationToken.Raised();
                writeAfter.SetResult(await Record.ExceptionAsync(() => responses.WriteAsync(new EchoResponse { Text = "late" })));
            },
        });

        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), path: "/forlop.polyfills.tests.EchoService/ServerStream", headers: ("grpc-timeout", "300m"));

        Assert.Equal($"{(int)StatusCode.DeadlineExceeded}", reply.Status);
        Assert.Equal(RawClient.Frame(new EchoResponse { Text = "one" }), reply.Body);
        Assert.IsType<InvalidOperationException>(await writeAfter.Task.Soon());
    }

    [Fact]
    public async Task The_client_gives_up_by_itself_when_the_server_is_silent()
    {
        await using var silent = new SilentServer();
        using var channel = GrpcChannel.ForAddress(silent.Address);

        var status = await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest(), deadline: In(TimeSpan.FromMilliseconds(100))).StatusAsync();

        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
    }

    [Fact]
    public async Task A_server_that_resets_the_stream_at_the_deadline_is_not_mistaken_for_one_that_cancels()
    {
        var deadline = In(TimeSpan.FromMilliseconds(400));
        await using var host = await GrpcHost.StartAsync<EchoService>(pipeline: app => app.Use((RequestDelegate _) => context =>
        {
            SpinWait.SpinUntil(() => In(TimeSpan.Zero) >= deadline);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(8 /* CANCEL */);
            return Task.CompletedTask;
        }));
        var client = host.Client();

        // Which of the two is first is a race; the answer must not be.
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.UnaryAsync(new EchoRequest(), deadline: deadline).StatusAsync()));

        Assert.All(statuses, status => Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode));
    }

    [Fact]
    public async Task A_deadline_in_the_past_sends_nothing()
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

        var status = await host.Client().UnaryAsync(new EchoRequest(), deadline: In(TimeSpan.FromSeconds(-1))).StatusAsync();

        Assert.Equal((StatusCode.DeadlineExceeded, false), (status.StatusCode, called));
    }

    [Fact]
    public async Task A_deadline_in_local_time_is_a_mistake()
    {
        await using var host = await GrpcHost.StartAsync();

        Assert.Throws<InvalidOperationException>(() => host.Client().UnaryAsync(new EchoRequest(), deadline: new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Local)));
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999S")]
    [InlineData("9000S")]
    public async Task A_deadline_may_lie_past_the_end_of_time(string timeout)
    {
        await using var host = await GrpcHost.StartAsync();

        Assert.Equal("0", (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("grpc-timeout", timeout))).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("10")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    [InlineData("10s")]
    public async Task A_timeout_that_is_none_is_ignored(string timeout)
    {
        DateTime seen = default;
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) =>
            {
                seen = context.Deadline;
                return Task.FromResult(new EchoResponse());
            },
        });

        Assert.Equal("0", (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("grpc-timeout", timeout))).Status);
        Assert.Equal(DateTime.MaxValue, seen);
    }
}
