using System.Text;
using Forlop.Contracts.V1;
using Forlop.Plugins.Boundary;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>All four kinds of call, through a real plugin at one level; what the host sees is the same at each.</summary>
public abstract class BoundaryTests(BoundaryTests.Running running)
{
    private CallInvoker Invoker => House.Invoker("routing-odd");

    private PluginHouse House => running.House!;

    [Fact]
    public async Task A_unary_call_brings_its_metadata_back_as_trailers()
    {
        var headers = new Metadata { { "a-text", "verdi" }, { "some-bin", new byte[] { 0, 200, 255 } } };
        using var call = Invoker.AsyncUnaryCall(Echo.Unary("Unary"), null, new CallOptions(headers), new LocalizedText { Nb = "hei" });

        Assert.Equal("hei", (await call.ResponseAsync).Nb);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("verdi", call.GetTrailers().GetValue("a-text"));
        Assert.Equal([0, 200, 255], call.GetTrailers().GetValueBytes("some-bin")!);
    }

    [Fact]
    public async Task A_status_of_the_plugins_choosing_arrives_with_its_message_and_trailers()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Echo.Unary("Refuse").CallAsync(House, new LocalizedText()));

        Assert.Equal((StatusCode.NotFound, "No such thing."), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([0, 255], failure.Trailers.GetValueBytes("why-bin")!);
    }

    [Fact]
    public async Task A_server_stream_arrives_in_order_and_ends()
    {
        using var call = Invoker.AsyncServerStreamingCall(Echo.Of(MethodType.ServerStreaming, "Download"), null, default, new LocalizedText { Nb = new string('a', 200) + "b" });
        var letters = new StringBuilder();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            letters.Append(call.ResponseStream.Current.Nb);

        Assert.Equal(new string('a', 200) + "b", letters.ToString());
    }

    [Fact]
    public async Task A_client_stream_is_answered_when_it_is_complete()
    {
        using var call = Invoker.AsyncClientStreamingCall(Echo.Of(MethodType.ClientStreaming, "Upload"), null, default);
        for (var i = 0; i < 200; i++)
            await call.RequestStream.WriteAsync(new LocalizedText { Nb = "x" });
        await call.RequestStream.CompleteAsync();

        Assert.Equal(200, (await call.ResponseAsync).Nb.Length);
    }

    [Fact]
    public async Task A_duplex_stream_answers_each_message_before_the_next_is_sent()
    {
        using var call = Invoker.AsyncDuplexStreamingCall(Echo.Of(MethodType.DuplexStreaming, "Chat"), null, default);
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new LocalizedText { Nb = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(($"{i}", "svar"), (call.ResponseStream.Current.Nb, call.ResponseStream.Current.Nn));
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task A_stream_that_is_disposed_ends_cancelled()
    {
        var call = Invoker.AsyncDuplexStreamingCall(Echo.Of(MethodType.DuplexStreaming, "Chat"), null, default);
        call.Dispose();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Fact]
    public async Task Metadata_of_the_host_that_is_the_workers_alone_does_not_reach_the_plugin()
    {
        using var call = Invoker.AsyncUnaryCall(Echo.Unary("Unary"), null, default, new LocalizedText());
        await call.ResponseAsync;

        Assert.Empty(call.GetTrailers());
    }

    /// <summary>One plugin for the whole class: a worker costs a second.</summary>
    public abstract class Running(PluginLevel level) : IAsyncLifetime
    {
        private readonly Folders folders = Folders.With("routing-odd");

        public PluginHouse? House { get; private set; }

        public async Task InitializeAsync()
        {
            House = await folders.OpenAsync(options => options with { Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = level } });
            Assert.Equal((PluginState.Running, level), (House.Statuses.Single().State, House.Statuses.Single().Level));
        }

        public async Task DisposeAsync()
        {
            var leaks = await House!.CloseAsync();
            folders.Dispose();
            Assert.Empty(leaks);
        }
    }
}

public sealed class InProcessBoundaryTests(InProcessBoundaryTests.InProcess running) : BoundaryTests(running), IClassFixture<InProcessBoundaryTests.InProcess>
{
    [Fact]
    public void Host_and_plugin_share_one_interface_and_the_framework_alone()
    {
        var assembly = typeof(IPluginEndpoint).Assembly;

        Assert.Equal([typeof(IPluginEndpoint)], assembly.GetExportedTypes());
        Assert.Equal(new Version(1, 0, 0, 0), assembly.GetName().Version);
        Assert.All(assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Text_of_a_plugin_that_is_no_utf_8_is_not_read_with_holes_in_it()
    {
        Assert.Equal("ø", Payload.Read(Echo.Text, new byte[] { 0x0A, 0x02, 0xC3, 0xB8 }).Nb);
        Assert.Throws<InvalidDataException>(() => Payload.Read(Echo.Text, new byte[] { 0x0A, 0x02, 0xC3, 0x28 }));
    }

    public sealed class InProcess() : Running(PluginLevel.InProcess);
}

public sealed class WorkerBoundaryTests(WorkerBoundaryTests.Worker running) : BoundaryTests(running), IClassFixture<WorkerBoundaryTests.Worker>
{
    public sealed class Worker() : Running(PluginLevel.Worker);
}
