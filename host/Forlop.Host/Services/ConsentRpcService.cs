using Forlop.Contracts.V1;
using Forlop.Host.Transport;
using Forlop.Pathways.Decisions;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.ConsentService</c>.</summary>
[BindServiceMethod(typeof(ConsentRpcService), nameof(Bind))]
internal sealed class ConsentRpcService(CommandRunner commands) : ConsentService.ConsentServiceBase
{
    public static void Bind(ServiceBinderBase binder, ConsentService.ConsentServiceBase? service) => ConsentService.BindService(new CheckedBinder(binder), service);

    public override Task<RecordConsentResponse> RecordConsent(RecordConsentRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordConsentRequest, RecordConsentResponse>(request, context, ConsentDecisions.Record);

    public override Task<WithdrawConsentResponse> WithdrawConsent(WithdrawConsentRequest request, ServerCallContext context) =>
        commands.RunAsync<WithdrawConsentRequest, WithdrawConsentResponse>(request, context, ConsentDecisions.Withdraw);
}
