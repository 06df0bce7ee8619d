using Forlop.Contracts.V1;
using Forlop.Host.Protos;
using Forlop.Host.Transport;
using Forlop.PluginHost;
using Grpc.Core;
using static Forlop.Host.Protos.HealthCheckResponse.Types;

namespace Forlop.Host.Services;

/// <summary>
/// <c>grpc.health.v1.Health</c>. It asks for no credential: who starts and watches the process has none, and learns
/// nothing but whether it serves, and the same of a plugin whose id he knows: <c>forlop.plugin/ID</c>. A plugin that is down, or cannot do its work, leaves the
/// sidecar serving.
/// </summary>
[BindServiceMethod(typeof(HealthRpcService), nameof(Bind))]
internal sealed class HealthRpcService(Readiness readiness, ServedServices services, PluginHouse plugins) : Health.HealthBase
{
    // Nobody knows who watches, so that nobody may watch without end: a stream more is a stream that callers cannot have.
    internal const int MostWatches = 64;

    /// <summary>Before a plugin's id. No gRPC service has a name with a slash.</summary>
    internal const string PluginPrefix = "forlop.plugin/";

    private int watches;

    public static void Bind(ServiceBinderBase binder, Health.HealthBase? service) => Health.BindService(new CheckedBinder(binder), service);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => StatusOf(request.Service) switch
    {
        ServingStatus.ServiceUnknown => throw new RpcException(new Status(StatusCode.NotFound, "No service of that name is served here.")),
        var status => Task.FromResult(new HealthCheckResponse { Status = status }),
    };

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        foreach (var service in services.Names.Prepend(""))
        {
            response.Statuses.Add(service, new HealthCheckResponse { Status = StatusOf(service) });
        }

        return Task.FromResult(response);
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        try
        {
            if (Interlocked.Increment(ref watches) > MostWatches)
            {
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{MostWatches} watch already. Use Check from time to time instead."));
            }

            var told = default(ServingStatus?);
            while (true)
            {
                var (ended, changed) = (readiness.Ended.IsCompleted, plugins.Changed);
                var status = StatusOf(request.Service);
                if (status != told && !(ended && told == ServingStatus.ServiceUnknown))
                {
                    told = status;
                    await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                }

                // A watch ends with the service: a stopping sidecar would wait for it, and for nothing that could still change.
                if (ended)
                {
                    return;
                }

                await Task.WhenAny(readiness.Ended, changed).WaitAsync(context.CancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref watches);
        }
    }

    private ServingStatus StatusOf(string service)
    {
        if (service.StartsWith(PluginPrefix, StringComparison.Ordinal))
        {
            return plugins.StatusOf(service[PluginPrefix.Length..]) is not { } plugin ? ServingStatus.ServiceUnknown
                : plugin is { State: PluginState.Running, NotWell: null } && readiness.IsServing ? ServingStatus.Serving : ServingStatus.NotServing;
        }

        if (service.Length > 0 && !services.Serves(service))
        {
            return ServingStatus.ServiceUnknown;
        }

        return readiness.IsServing ? ServingStatus.Serving : ServingStatus.NotServing;
    }
}
