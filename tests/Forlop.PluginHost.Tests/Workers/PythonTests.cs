using System.Net.Sockets;
using System.Security.Cryptography;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.PluginHost.Tests.Workers;

/// <summary>The Python sample that a vendor copies, built by its own script and run as a worker.</summary>
public sealed class PythonTests : IDisposable
{
    private const string Probe = "/usr/bin/python3 -c 'import grpc' && command -v protoc && command -v grpc_python_plugin";
    private const string Needs = "Debian's python3-grpcio, protobuf-compiler and protobuf-compiler-grpc";

    private readonly Folders folders = new();

    private string Folder => Path.Combine(folders.Other, "routing-python");

    public void Dispose() => folders.Dispose();

    [SkippableFact(Probe, Needs)]
    [Trait("Must", "PL-13")]
    public async Task It_shakes_hands_routes_by_the_fields_that_it_asked_for_and_answers_nobody_without_the_secret()
    {
        await BuildAsync();
        await using var house = await folders.OpenAsync();
        Assert.Equal((PluginState.Running, PluginLevel.Worker, null), (house.Statuses.Single().State, house.Statuses.Single().Level, house.Statuses.Single().Problem));

        Assert.Equal("health-station", await AskAsync(house, 4));
        Assert.Equal("school-nurse", await AskAsync(house, 9));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await new PluginLifecycleService.PluginLifecycleServiceClient(house.Invoker("routing-python")).CheckAsync(new CheckRequest()));
        Assert.Equal(StatusCode.Unimplemented, unknown.StatusCode);

        using var stranger = Channel(Directory.EnumerateFiles(folders.Root, "plugin.sock", SearchOption.AllDirectories).Single());
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new RoutingPluginService.RoutingPluginServiceClient(stranger).RouteAsync(new RouteRequest()));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [SkippableFact(Probe, Needs)]
    [Trait("Must", "PL-15")]
    public async Task One_that_cannot_prove_that_it_knows_the_secret_is_left_out()
    {
        await BuildAsync();
        var worker = Path.Combine(Folder, "worker.py");
        await File.WriteAllTextAsync(worker, (await File.ReadAllTextAsync(worker)).Replace("return hmac.new(self.secret, nonce,", "return hmac.new(bytes(32), nonce,", StringComparison.Ordinal));
        Folders.Edit(Folder, manifest => manifest["files"]!["worker.py"] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(worker))));
        await using var house = await folders.OpenAsync();

        Assert.Equal(PluginState.LeftOut, house.Statuses.Single().State);
        Assert.Contains("PL-15", house.Statuses.Single().Problem.Nb, StringComparison.Ordinal);
    }

    private async Task BuildAsync()
    {
        Directory.CreateDirectory(folders.Other);
        await OtherProcess.RunAsync("sh", [RepositoryFolder.Combine("tests", "TestPlugins", "routing-python", "build.sh"), RepositoryFolder.Combine("contracts", "proto"), Folder]);
    }

    private static async Task<string> AskAsync(PluginHouse house, int age) =>
        (await house.Routing("routing-python").RouteAsync(new RouteRequest { TenantId = "havnes", Areas = { HealthArea.Somatic }, AgeYears = age })).Suggestions.Single().RuleId;

    private static GrpcChannel Channel(string path) => GrpcChannel.ForAddress("http://plugin", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
    });
}
