using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Grpc.Core;
using RpcStatus = Forlop.Contracts.GoogleRpc.Status;

namespace Forlop.Host.Demo;

/// <summary>The story's case system: an ordinary client, one pathway, one caseworker.</summary>
internal sealed class CaseSystemClient
{
    public const string Coordinator = "saksbehandler-17";

    private readonly Narrator narrator;

    public CaseSystemClient(LocalConnection connection, Narrator narrator)
    {
        this.narrator = narrator;
        var caseworker = connection.As(new Actor { UserId = Coordinator, Role = Role.Caseworker, Unit = "mottak", Purpose = "case-work" });
        Pathways = new PathwayService.PathwayServiceClient(caseworker);
        Consents = new ConsentService.ConsentServiceClient(caseworker);
        Meetings = new MeetingService.MeetingServiceClient(caseworker);
        Engagements = new EngagementService.EngagementServiceClient(caseworker);
    }

    /// <summary>A generated call with all its optional parameters, as every command has it.</summary>
    public delegate AsyncUnaryCall<TResponse> Call<in TRequest, TResponse>(TRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default);

    public PathwayService.PathwayServiceClient Pathways { get; }

    public ConsentService.ConsentServiceClient Consents { get; }

    public MeetingService.MeetingServiceClient Meetings { get; }

    public EngagementService.EngagementServiceClient Engagements { get; }

    public string PathwayId { get; private set; } = "";

    public string Today { get; set; } = "";

    public Receipt LastReceipt { get; private set; } = new();

    public async Task OpenAsync(OpenPathwayRequest request)
    {
        narrator.Command("OpenPathway", $"trigger INVESTIGATION, child reference {request.ChildReference}");
        LastReceipt = (await Pathways.OpenPathwayAsync(request)).Receipt;
        PathwayId = LastReceipt.PathwayId;
        narrator.Receipt(LastReceipt);
        await ShowAsync();
    }

    /// <summary>Runs a command of today on the pathway and tells it; answers the id of what it created.</summary>
    public async Task<string> RunAsync<TRequest, TResponse>(Call<TRequest, TResponse> call, TRequest request, string detail, bool quiet = false)
        where TRequest : IPathwayCommand
        where TResponse : ICommandResponse
    {
        narrator.Command(NameOf(request), detail);
        LastReceipt = (await call(OfToday(request))).Receipt;
        narrator.Receipt(LastReceipt);
        if (!quiet)
        {
            await ShowAsync();
        }

        return LastReceipt.SubjectId;
    }

    /// <summary>Runs a command that the sidecar is expected to refuse, and tells how.</summary>
    public async Task TryAsync<TRequest, TResponse>(Call<TRequest, TResponse> call, TRequest request)
        where TRequest : IPathwayCommand
    {
        narrator.Command(NameOf(request), "");
        try
        {
            await call(OfToday(request));
        }
        catch (RpcException refused) when (refused.Trailers.GetValueBytes("grpc-status-details-bin") is { } details)
        {
            narrator.Refused(refused.StatusCode.ToString(), RpcStatus.Parser.ParseFrom(details).Details.First(detail => detail.Is(Refusal.Descriptor)).Unpack<Refusal>());
        }
    }

    public async Task ShowAsync() => narrator.Now(await Pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = PathwayId }));

    private TRequest OfToday<TRequest>(TRequest request)
        where TRequest : IPathwayCommand
    {
        (request.PathwayId, request.RequestId, request.OccurredOn, request.Source) = (PathwayId, Guid.CreateVersion7().ToString(), Today, Source.CaseSystem);
        return request;
    }

    private static string NameOf(IPathwayCommand request) => request.Descriptor.Name[..^"Request".Length];
}
