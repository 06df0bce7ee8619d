using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Texts;
using Forlop.PluginHost;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary>
/// Asks the service's fagsystems what they know of a child now. One that fails leaves its place empty and says so; none at all is said
/// too. Nothing of it is stored.
/// </summary>
internal sealed class CaseSystemLookup(PluginHouse plugins)
{
    /// <param name="held">What the pathway has today; null when there is none yet.</param>
    public async Task<AskCaseSystemResponse> AskAsync(string tenantId, string childReference, Circumstances? held, CancellationToken cancellation)
    {
        var serving = plugins.CaseSystemFor(tenantId);
        var response = new AskCaseSystemResponse { Missing = serving.Count == 0 ? plugins.WhyNoCaseSystem(tenantId) : null };
        response.Answers.Add(await Task.WhenAll(serving.Select(plugin => AskOneAsync(plugin, tenantId, childReference, held, cancellation))));
        return response;
    }

    private async Task<CaseSystemAnswer> AskOneAsync(CaseSystemPlugin plugin, string tenantId, string childReference, Circumstances? held, CancellationToken cancellation)
    {
        var answer = new CaseSystemAnswer { PluginId = plugin.Id, PluginVersion = plugin.Version };
        if (!plugin.IsToldWhichChild)
        {
            answer.Failure = Text.Of("case-system.not-told");
            return answer;
        }

        var question = new LookupChildRequest { TenantId = tenantId, ChildReference = childReference };
        try
        {
            var told = await plugin.Client.LookupChildAsync(question, cancellationToken: cancellation);
            (answer.Circumstances, answer.ReadTime) = (told.Circumstances, told.ReadTime);
            if (held is not null)
            {
                answer.Differing.Add(CaseSystemCheck.Differing(told.Circumstances, held));
            }
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
        {
            answer.NotKnown = true;
        }
        catch (RpcException) when (!cancellation.IsCancellationRequested)
        {
            answer.Failure = plugins.WhyDown(plugin.Id) ?? Text.Of("case-system.failed");
        }

        return answer;
    }
}
