using System.Net.Sockets;
using System.Text.Json;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Vendor;

internal static class FirstCall
{
    public static async Task RunAsync(string data, TextWriter output)
    {
        var credentials = JsonDocument.Parse(File.ReadAllBytes($"{data}/development-credentials.json")).RootElement;
        var token = credentials.EnumerateArray().Single(c => c.GetProperty("name").GetString() == "dev-havnes").GetProperty("token").GetString();
        var actor = new Actor { UserId = "saksbehandler-17", Role = Role.Caseworker, Purpose = "case-work" };
        var metadata = new Metadata { { "authorization", $"Bearer {token}" }, { "forlop-actor-bin", actor.ToByteArray() } };

        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = OverUnixSocket($"{data}/forlop.sock") });
        var pathways = new PathwayService.PathwayServiceClient(channel);
        var opened = await pathways.OpenPathwayAsync(
            new OpenPathwayRequest
            {
                RequestId = Guid.CreateVersion7().ToString(),
                ChildReference = $"csharp-{Guid.CreateVersion7()}",
                Trigger = ConsiderationTrigger.Investigation,
                OccurredOn = "2026-01-12",
                Source = Source.CaseSystem,
                Circumstances = new Circumstances
                {
                    BirthOn = "2018-05-03",
                    CareBasis = CareBasis.Parents,
                    PlacementKind = PlacementKind.Home,
                    ResponsibleKommunenummer = "9901",
                    ResidentKommunenummer = "9901",
                    ProtectionGrade = ProtectionGrade.Ungraded,
                    ConsentHolders = { new ConsentHolder { HolderId = "mor", Role = ConsentHolderRole.Parent } },
                },
            },
            metadata);
        await output.WriteLineAsync($"{opened.Receipt.Stage} version {opened.Receipt.Version}");

        var now = await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.Receipt.PathwayId }, metadata);
        foreach (var task in now.Tasks)
        {
            await output.WriteLineAsync($"{task.DueOn} {task.Title.Nb} - {task.DueReason.Nb}");
        }
    }

    private static SocketsHttpHandler OverUnixSocket(string path) => new()
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
