using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forlop.Contracts.Plugin.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.PluginHost.Tests.Workers;

/// <summary>The program as a worker, spoken to as the contract says and with nothing of the host's code.</summary>
public sealed class WorkerContractTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Folders folders = Folders.With("routing-sample");
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private Process worker = null!;
    private GrpcChannel channel = null!;

    private string Socket => Path.Combine(folders.Root, "s");

    private PluginLifecycleService.PluginLifecycleServiceClient Client => new(channel);

    public async Task InitializeAsync()
    {
        worker = Start("RoutingSample.SamplePlugin");
        Assert.Equal("""{"ready":true}""", await ReadyAsync(worker));
        channel = GrpcChannel.ForAddress("http://plugin", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        worker.StandardInput.Close();
        await worker.WaitForExitAsync();
        worker.Dispose();
        folders.Dispose();
    }

    // One test, since each would start a process of its own.
    [Fact]
    [Trait("Must", "PL-10")]
    [Trait("Must", "PL-11")]
    [Trait("Must", "PL-12")]
    [Trait("Must", "PL-13")]
    [Trait("Must", "PL-14")]
    [Trait("Must", "PL-15")]
    public async Task It_reads_its_line_serves_on_its_socket_alone_knows_its_secret_proves_itself_and_ends_with_its_input()
    {
        Assert.Equal(StatusCode.Unauthenticated, await RefusedAsync([]));
        Assert.Equal(StatusCode.Unauthenticated, await RefusedAsync(new byte[32]));
        Assert.Equal(StatusCode.Unauthenticated, await RefusedAsync(secret[..31]));

        var nonce = RandomNumberGenerator.GetBytes(32);
        var self = await Client.DescribeAsync(new DescribeRequest { Nonce = ByteString.CopyFrom(nonce) }, Carrying(secret));
        Assert.Equal("routing-sample", self.PluginId);
        Assert.Equal(HMACSHA256.HashData(secret, nonce), self.NonceMac.ToByteArray());
        Assert.Empty((await Client.DescribeAsync(new DescribeRequest(), Carrying(secret))).NonceMac);
        Assert.Empty(NetworkSockets());

        worker.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await worker.WaitForExitAsync(patience.Token);
    }

    [Fact]
    [Trait("Must", "PL-12")]
    public async Task One_that_cannot_serve_says_why_in_place_of_ready()
    {
        using var broken = Start("RoutingSample.Nowhere");
        var problem = JsonNode.Parse(await ReadyAsync(broken))!["problem"]!;

        Assert.Contains(nameof(TypeLoadException), problem["nb"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("lèt seg ikkje starte", problem["nn"]!.GetValue<string>(), StringComparison.Ordinal);
        using var patience = new CancellationTokenSource(Patience);
        await broken.WaitForExitAsync(patience.Token);
    }

    private static Metadata Carrying(byte[] secret) => new() { { "forlop-plugin-secret-bin", secret } };

    private async Task<StatusCode> RefusedAsync(byte[] carried) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await Client.DescribeAsync(new DescribeRequest(), carried.Length == 0 ? [] : Carrying(carried)))).StatusCode;

    private Process Start(string type) => Process.Start(new ProcessStartInfo(
        Folders.WorkerCommand[0],
        [.. Folders.WorkerCommand.Skip(1), Path.Combine(folders.Shipped, "routing-sample"), "RoutingSample.dll", type])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private async Task<string> ReadyAsync(Process process)
    {
        var line = JsonSerializer.Serialize(new { contract = new { min = "1.0", max = "1.0" }, socket = Socket, secret = Convert.ToBase64String(secret), later = "unknown" });
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience))!;
    }

    // Sockets of the process that the system lists among those of IP.
    private List<string> NetworkSockets()
    {
        var own = Directory.EnumerateFiles($"/proc/{worker.Id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet(StringComparer.Ordinal);
        return [.. new[] { "tcp", "tcp6", "udp", "udp6" }.SelectMany(kind => File.ReadLines($"/proc/{worker.Id}/net/{kind}")).Where(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(own.Contains))];
    }
}
