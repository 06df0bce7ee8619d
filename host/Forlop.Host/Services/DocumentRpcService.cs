using Forlop.Contracts.V1;
using Forlop.Host.Transport;
using Forlop.Pathways.Decisions;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.DocumentService</c>.</summary>
[BindServiceMethod(typeof(DocumentRpcService), nameof(Bind))]
internal sealed class DocumentRpcService(CommandRunner commands) : DocumentService.DocumentServiceBase
{
    public static void Bind(ServiceBinderBase binder, DocumentService.DocumentServiceBase? service) => DocumentService.BindService(new CheckedBinder(binder), service);

    public override Task<SettleFilingResponse> SettleFiling(SettleFilingRequest request, ServerCallContext context) =>
        commands.RunAsync<SettleFilingRequest, SettleFilingResponse>(request, context, ExchangeDecisions.Settle);
}
