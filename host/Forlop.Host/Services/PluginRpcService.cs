using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.PluginHost;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.PluginService</c>.</summary>
[BindServiceMethod(typeof(PluginRpcService), nameof(Bind))]
internal sealed class PluginRpcService(Callers callers, IPathwayStore store, PluginHouse plugins) : PluginService.PluginServiceBase
{
    public static void Bind(ServiceBinderBase binder, PluginService.PluginServiceBase? service) => PluginService.BindService(new CheckedBinder(binder), service);

    public override async Task<ListPluginsResponse> ListPlugins(ListPluginsRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        var response = new ListPluginsResponse();

        // A service sees its own packages and the engines; which other services there are is not its business.
        response.Plugins.AddRange(plugins.Statuses.Where(status =>
            caller.Credential.Kind == CallerKind.Operator || status.Tenants.Count == 0 || status.Tenants.Contains(caller.TenantId)).Select(status => Seen(status, caller)));
        return response;
    }

    private static PluginStatus Seen(PluginStatus status, Caller caller)
    {
        if (caller.Credential.Kind == CallerKind.Operator)
        {
            return status;
        }

        var seen = status.Clone();
        seen.Tenants.Clear();
        seen.Tenants.AddRange(status.Tenants.Where(tenant => tenant == caller.TenantId));
        return seen;
    }
}
