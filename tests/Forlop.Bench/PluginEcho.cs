using System.Net.Sockets;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forlop.Bench;

/// <summary>What a worker's wire costs without a plugin host on either side: the sample's answer, from a gRPC service on a Unix socket.</summary>
internal static class PluginEcho
{
    public static async Task<int> ServeAsync(string socket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<EchoService>();
        await using var application = builder.Build();
        application.MapGrpcService<EchoService>();
        await application.StartAsync();
        await Console.Out.WriteLineAsync(socket);
        await application.WaitForShutdownAsync();
        return 0;
    }

    public static GrpcChannel Channel(string socket) => GrpcChannel.ForAddress("http://plugin", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        },
        DisposeHttpClient = true,
    });

    private sealed class EchoService : RoutingPluginService.RoutingPluginServiceBase
    {
        public override Task<RouteResponse> Route(RouteRequest request, ServerCallContext context) => Task.FromResult(new RouteResponse
        {
            Suggestions =
            {
                new RouteSuggestion
                {
                    Kind = RouteKind.Referral, RuleId = "everything-to-the-nurse", Areas = { request.Areas },
                    Instance = new HealthInstance { Type = HealthInstanceType.SchoolHealth, InstanceId = "nurse" },
                    Reason = new LocalizedText { Nb = "Helsesykepleier møter alle barn.", Nn = "Helsesjukepleiar møter alle barn." },
                },
            },
        });
    }
}
