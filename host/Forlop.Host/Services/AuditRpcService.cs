using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.AuditService</c>.</summary>
[BindServiceMethod(typeof(AuditRpcService), nameof(Bind))]
internal sealed class AuditRpcService(Callers callers, IPathwayStore store) : AuditService.AuditServiceBase
{
    public static void Bind(ServiceBinderBase binder, AuditService.AuditServiceBase? service) => AuditService.BindService(new CheckedBinder(binder), service);

    public override async Task<VerifyLogResponse> VerifyLog(VerifyLogRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        return await store.VerifyAsync(context.CancellationToken);
    }
}
