using Forlop.Host.Protos;
using Forlop.Host.Transport;
using Grpc.Core;
using static Forlop.Host.Protos.HealthCheckResponse.Types;

namespace Forlop.Host.Services;

/// <summary>
/// <c>grpc.health.v1.Health</c>. It asks for no credential: who starts and watches the process has none, and learns
/// nothing but whether it serves.
/// </summary>
[BindServiceMethod(typeof(HealthRpcService), nameof(Bind))]
internal sealed class HealthRpcService(Readiness readiness, ServedServices services) : Health.HealthBase
{
    // Nobody knows who watches, so that nobody may watch without end: a stream more is a stream that callers cannot have.
    internal const int MostWatches = 64;

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

            var status = StatusOf(request.Service);
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);

            // A watch ends with the service: a stopping sidecar would wait for it, and for nothing that could still change.
            await readiness.Ended.WaitAsync(context.CancellationToken);
            if (status == ServingStatus.Serving)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref watches);
        }
    }

    private ServingStatus StatusOf(string service)
    {
        if (service.Length > 0 && !services.Serves(service))
        {
            return ServingStatus.ServiceUnknown;
        }

        return readiness.IsServing ? ServingStatus.Serving : ServingStatus.NotServing;
    }
}
