using System.Buffers;
using System.Net;
using Forlop.Contracts.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forlop.Bench;

/// <summary>
/// What the wire alone costs, with the command's own bytes both ways: Kestrel without anything on it, and the same answer
/// given by a gRPC service. One port each.
/// </summary>
internal static class EchoServers
{
    public static async Task<int> ServeAsync(string answer)
    {
        var bytes = Convert.FromBase64String(answer);
        await using var bare = Build(_ => { }, application => application.Run(context => AnswerAsync(context, Framed(bytes))));
        await using var grpc = Build(
            services =>
            {
                services.AddRouting();
                services.AddGrpc();
                services.AddSingleton(new EchoService(RecordParticipationResponse.Parser.ParseFrom(bytes)));
            },
            application => application.MapGrpcService<EchoService>());
        await bare.StartAsync();
        await grpc.StartAsync();
        await Console.Out.WriteLineAsync($"bare {AddressOf(bare)} grpc {AddressOf(grpc)}");
        await bare.WaitForShutdownAsync();
        return 0;
    }

    private static WebApplication Build(Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        services(builder.Services);
        var application = builder.Build();
        map(application);
        return application;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] frame)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        context.Response.ContentType = "application/grpc";
        context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = "0";
        await context.Response.StartAsync();
        context.Response.BodyWriter.Write(frame);
    }

    private static byte[] Framed(byte[] message) => [0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static string AddressOf(WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private sealed class EchoService(RecordParticipationResponse answer) : PathwayService.PathwayServiceBase
    {
        public override Task<RecordParticipationResponse> RecordParticipation(RecordParticipationRequest request, ServerCallContext context) => Task.FromResult(answer);
    }
}
