using System.Net;
using System.Net.Sockets;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>A real Kestrel on a port that the system chose (HTTP/2, and HTTP/1.1 beside it) and on a Unix socket.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly DirectoryInfo sockets;
    private readonly List<IDisposable> clients = [];

    private GrpcHost(WebApplication app, DirectoryInfo folder)
    {
        server = app;
        sockets = folder;
    }

    public Uri Address => Addresses()[0];

    public Uri Http1Address => Addresses()[1];

    /// <summary>Raised when the host begins to stop.</summary>
    public CancellationToken Stopping => server.Lifetime.ApplicationStopping;

    public static Task<GrpcHost> StartAsync(Script? script = null, Action<GrpcServiceOptions>? options = null, Action<IServiceCollection>? services = null) =>
        StartAsync<EchoService>(script, options, services);

    public static async Task<GrpcHost> StartAsync<TService>(
        Script? script = null,
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null)
        where TService : class
    {
        var folder = Directory.CreateTempSubdirectory("forlop-grpc-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(script ?? new Script());
        builder.Services.AddGrpc(options ?? (_ => { }));
        services?.Invoke(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.ListenUnixSocket(Path.Combine(folder.FullName, "s"), listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        pipeline?.Invoke(app);
        app.MapGrpcService<TService>();
        await app.StartAsync();
        return new GrpcHost(app, folder);
    }

    public Protos.EchoService.EchoServiceClient Client(Action<GrpcChannelOptions>? configure = null) => new(Channel(configure));

    public GrpcChannel Channel(Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return Keep(GrpcChannel.ForAddress(Address, options));
    }

    public Protos.EchoService.EchoServiceClient ClientOverUnixSocket()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(sockets.FullName, "s"));
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(endPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new(Keep(GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true })));
    }

    public Task StopAsync() => server.StopAsync();

    /// <summary>A client without gRPC in it, for requests that no gRPC client would send.</summary>
    public RawClient Raw() => Keep(new RawClient(Address));

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await server.DisposeAsync();
        sockets.Delete(recursive: true);
    }

    private Uri[] Addresses() =>
        [.. server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Where(address => !address.Contains("unix")).Select(address => new Uri(address))];

    private T Keep<T>(T client)
        where T : IDisposable
    {
        clients.Add(client);
        return client;
    }
}
