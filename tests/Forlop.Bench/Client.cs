using System.Text.Json;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Bench;

/// <summary>The caller of every target: the same client, one connection, the same bytes.</summary>
internal sealed class Client : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly PathwayService.PathwayServiceClient pathways;
    private readonly Metadata headers;

    public Client(string address, string token)
    {
        channel = GrpcChannel.ForAddress(address);
        pathways = new PathwayService.PathwayServiceClient(channel);
        headers = new Metadata
        {
            { "authorization", $"Bearer {token}" },
            { "forlop-actor-bin", new Actor { UserId = "saksbehandler-17", Role = Role.Caseworker, Purpose = "case-work" }.ToByteArray() },
        };
    }

    public static string Token(string data)
    {
        using var credentials = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, "development-credentials.json")));
        return credentials.RootElement.EnumerateArray().Single(c => c.GetProperty("name").GetString() == "dev-havnes").GetProperty("token").GetString()!;
    }

    public static OpenPathwayRequest Opening() => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        ChildReference = $"bench-{Guid.CreateVersion7()}",
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
            GpOfficeId = "gp-brygga",
            SchoolId = "brygga-skole",
            ProtectionGrade = ProtectionGrade.Ungraded,
            ConsentHolders =
            {
                new ConsentHolder { HolderId = "mor", Role = ConsentHolderRole.Parent },
                new ConsentHolder { HolderId = "far", Role = ConsentHolderRole.Parent },
            },
        },
    };

    public async Task<string> OpenAsync() => (await pathways.OpenPathwayAsync(Opening(), headers)).Receipt.PathwayId;

    /// <summary>The command that is measured: a fact with free text, on a pathway that is there.</summary>
    public async Task<RecordParticipationResponse> RecordAsync(string pathwayId) => await pathways.RecordParticipationAsync(
        new RecordParticipationRequest
        {
            PathwayId = pathwayId,
            RequestId = Guid.CreateVersion7().ToString(),
            OccurredOn = "2026-01-13",
            Source = Source.CaseSystem,
            Code = ParticipationCode.Conversation,
            Note = "Fortalte hva hun selv ville, og ble hørt.",
        },
        headers);

    public async Task<int> ListAsync() => (await pathways.ListPathwaysAsync(new ListPathwaysRequest { PageSize = 50 }, headers)).Pathways.Count;

    public void Dispose() => channel.Dispose();
}
