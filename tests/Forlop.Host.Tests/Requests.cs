using Forlop.Contracts.V1;
using Forlop.Host.Demo;

namespace Forlop.Host.Tests;

/// <summary>Requests that are whole; a test changes what it is about.</summary>
internal static class Requests
{
    public static OpenPathwayRequest Open(string child, string occurredOn = "2026-01-12")
    {
        var request = DemoRequests.Open();
        (request.ChildReference, request.RequestId, request.OccurredOn) = (child, Guid.CreateVersion7().ToString(), occurredOn);
        return request;
    }

    public static T On<T>(string pathwayId, T request, string occurredOn = "2026-01-12")
        where T : IPathwayCommand
    {
        (request.PathwayId, request.RequestId, request.OccurredOn, request.Source) = (pathwayId, Guid.CreateVersion7().ToString(), occurredOn, Source.CaseSystem);
        return request;
    }

    public static RecordParticipationRequest Participation(string pathwayId) =>
        On(pathwayId, new RecordParticipationRequest { Code = ParticipationCode.Conversation });
}
