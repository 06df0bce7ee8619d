using System.Diagnostics;
using Forlop.Contracts.V1;
using Forlop.Host.Transport;
using Microsoft.Extensions.Logging;

namespace Forlop.Host.Tests.Transport;

/// <summary>Which connections the sidecar takes, and when it has had enough of one.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-conn-");
    private Sidecar? sidecar;

    private string Data => Path.Combine(folder.FullName, "data");

    private Uri Address => sidecar!.Address!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await sidecar!.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTT")]
    public async Task A_connection_that_does_not_greet_is_closed(string half)
    {
        await StartAsync(new TransportLimits { Greeting = TimeSpan.FromMilliseconds(500) });
        using var peer = await RawPeer.ConnectAsync(Address);
        await peer.SayAsync(System.Text.Encoding.ASCII.GetBytes(half));

        Assert.Equal("", await peer.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_caller_who_speaks_http_1_is_told_so()
    {
        await StartAsync(new TransportLimits());
        using var peer = await RawPeer.ConnectAsync(Address);
        await peer.SayAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 400", await peer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_at_once_and_the_others_and_the_socket_are_served()
    {
        await StartAsync(new TransportLimits { Connections = 2 });
        using var first = await (await RawPeer.ConnectAsync(Address)).GreetAsync();
        Assert.NotNull(await first.ReadAsync(FrameType.Settings));
        var second = await (await RawPeer.ConnectAsync(Address)).GreetAsync();
        Assert.NotNull(await second.ReadAsync(FrameType.Settings));

        using (var third = await RawPeer.ConnectAsync(Address))
        {
            Assert.Null(await third.ReadAsync());
        }

        Assert.NotNull(await OverSocketAsync());
        await first.SendAsync(FrameType.Ping, 0, 0, new byte[8]);
        Assert.NotNull(await first.ReadAsync(FrameType.Ping));

        // One that leaves makes room.
        second.Dispose();
        var isServed = false;
        await Until.TrueAsync(() => isServed = IsServedAsync().GetAwaiter().GetResult());
        Assert.True(isServed);
    }

    [Fact]
    public async Task A_peer_that_answers_no_ping_is_gone_and_one_that_answers_stays()
    {
        await StartAsync(new TransportLimits { PingAfter = TimeSpan.FromSeconds(1), PingAnswer = TimeSpan.FromSeconds(3) }); // time in which a busy machine lets these peers read
        using var dead = await (await RawPeer.ConnectAsync(Address)).GreetAsync();
        using var alive = await (await RawPeer.ConnectAsync(Address)).GreetAsync();

        var answers = Task.Run(async () =>
        {
            for (var i = 0; i < 4; i++)
            {
                var ping = await alive.ReadAsync(FrameType.Ping, frame => frame.Flags == 0);
                await alive.SendAsync(FrameType.Ping, RawPeer.Ack, 0, ping!.Payload);
            }
        });
        Assert.NotNull(await dead.ReadAsync(FrameType.Ping));
        var asked = Stopwatch.GetTimestamp();
        Assert.Null(await dead.ReadAsync(FrameType.Data));
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        await answers.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_connection_without_a_call_is_told_goodbye_after_a_while()
    {
        await StartAsync(new TransportLimits { Idle = TimeSpan.FromSeconds(1) });
        using var peer = await (await RawPeer.ConnectAsync(Address)).GreetAsync();

        Assert.NotNull(await peer.ReadAsync(FrameType.GoAway));
        Assert.Null(await peer.ReadAsync());
    }

    private async Task StartAsync(TransportLimits limits) => sidecar = await Sidecar.StartAsync(
        new SidecarOptions { DataDirectory = Data, KeyFile = Path.Combine(folder.FullName, "master.key"), Listen = "http://127.0.0.1:0", Transport = limits },
        logging => logging.SetMinimumLevel(LogLevel.None));

    private async Task<ListPathwaysResponse> OverSocketAsync()
    {
        using var connection = new Forlop.Host.Commands.LocalConnection(Data, "dev-havnes");
        return await new PathwayService.PathwayServiceClient(connection.As(RunningSidecar.Caseworker)).ListPathwaysAsync(new ListPathwaysRequest());
    }

    private async Task<bool> IsServedAsync()
    {
        using var peer = await RawPeer.ConnectAsync(Address);
        try
        {
            await peer.GreetAsync();
        }
        catch (IOException)
        {
            return false;
        }

        return await peer.ReadAsync(FrameType.Settings) is not null;
    }
}
