using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Texts;
using Forlop.PluginHost;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary>
/// Asks the service's routing plugins where a child's areas could go. A plugin that fails leaves its place empty and says
/// so; none at all is said too. Nothing of it is stored: a person chooses.
/// </summary>
internal sealed class RouteAdvice(PluginHouse plugins, TimeProvider calendar)
{
    public static void Check(SuggestRoutesRequest request)
    {
        if (!Enum.IsDefined(request.Acuteness) || request.Acuteness == Acuteness.Unspecified)
        {
            throw RefusalStatus.Of(Refusals.Malformed("acuteness", "code"));
        }

        if (request.Areas.Any(area => !Enum.IsDefined(area) || area == HealthArea.Unspecified))
        {
            throw RefusalStatus.Of(Refusals.Malformed("areas", "code"));
        }
    }

    public async Task<SuggestRoutesResponse> AskAsync(string tenantId, Pathway pathway, SuggestRoutesRequest request, CancellationToken cancellation)
    {
        var question = Question(tenantId, pathway, request);
        if (question.Areas.Count == 0)
        {
            throw RefusalStatus.Of(Refusals.Malformed("areas", "at-least-one"));
        }

        var serving = plugins.RoutingFor(tenantId);
        var answers = await Task.WhenAll(serving.Select(plugin => AskOneAsync(plugin, question, cancellation)));
        var response = new SuggestRoutesResponse();
        response.Answers.AddRange(answers.Where((answer, index) => answer.Failure is null || !serving[index].IsSkippedWhenItFails));
        if (response.Answers.Count == 0)
        {
            response.Missing = serving.Count == 0 ? plugins.WhyNoRouting(tenantId) : Text.Of("routing.failed");
        }

        // UNSURE counts as YES, and the notice does not depend on any plugin.
        if (request.Acuteness != Acuteness.No)
        {
            response.AcuteNotice = Text.Of("routing.acute");
        }

        return response;
    }

    private async Task<RoutingAnswer> AskOneAsync(RoutingPlugin plugin, RouteRequest question, CancellationToken cancellation)
    {
        var answer = new RoutingAnswer { PluginId = plugin.Id, PluginVersion = plugin.Version };
        try
        {
            var route = await plugin.Client.RouteAsync(question, cancellationToken: cancellation);
            answer.Suggestions.AddRange(route.Suggestions);
            answer.NoRoute = route.NoRoute;
        }
        catch (RpcException) when (!cancellation.IsCancellationRequested)
        {
            answer.Failure = plugins.WhyDown(plugin.Id) ?? Text.Of("routing.failed");
        }

        return answer;
    }

    private RouteRequest Question(string tenantId, Pathway pathway, SuggestRoutesRequest request)
    {
        var today = Day.Today(calendar);
        var circumstances = pathway.Circumstances;
        var question = new RouteRequest
        {
            TenantId = tenantId,
            Acuteness = request.Acuteness,
            AgeYears = Day.Age(Day.Parse(circumstances.BirthOn), today),
            ResponsibleKommunenummer = circumstances.ResponsibleKommunenummer,
            ResidentKommunenummer = circumstances.ResidentKommunenummer,
            ResidentDistrict = circumstances.ResidentDistrict,
            GpOfficeId = circumstances.GpOfficeId,
            SchoolId = circumstances.SchoolId,
            InstitutionId = circumstances.InstitutionId,
            PlacementKind = circumstances.PlacementKind,
            CareBasis = circumstances.CareBasis,
            ProtectionGrade = circumstances.ProtectionGrade,
            TodayOn = Day.Format(today),
        };
        question.Areas.AddRange(request.Areas.Count > 0 ? request.Areas.Distinct() : pathway.Areas.Select(status => status.Area));
        return question;
    }
}
