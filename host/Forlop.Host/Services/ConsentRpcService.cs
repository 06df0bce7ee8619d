using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Rules;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.ConsentService</c>.</summary>
[BindServiceMethod(typeof(ConsentRpcService), nameof(Bind))]
internal sealed class ConsentRpcService(CommandRunner commands, Callers callers, IPathwayStore store) : ConsentService.ConsentServiceBase
{
    public static void Bind(ServiceBinderBase binder, ConsentService.ConsentServiceBase? service) => ConsentService.BindService(new CheckedBinder(binder), service);

    public override Task<RecordConsentResponse> RecordConsent(RecordConsentRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordConsentRequest, RecordConsentResponse>(request, context, ConsentDecisions.Record);

    public override Task<WithdrawConsentResponse> WithdrawConsent(WithdrawConsentRequest request, ServerCallContext context) =>
        commands.RunAsync<WithdrawConsentRequest, WithdrawConsentResponse>(request, context, ConsentDecisions.Withdraw);

    public override Task<RecordRefusalResponse> RecordRefusal(RecordRefusalRequest request, ServerCallContext context) =>
        commands.RunAsync<RecordRefusalRequest, RecordRefusalResponse>(request, context, ConsentDecisions.Refuse);

    public override Task<StateBasisResponse> StateBasis(StateBasisRequest request, ServerCallContext context) =>
        commands.RunAsync<StateBasisRequest, StateBasisResponse>(request, context, ConsentDecisions.StateBasis);

    public override async Task<ListConsentsResponse> ListConsents(ListConsentsRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var pathway = await store.FindAsync(caller, request.PathwayId, context.CancellationToken);
        return new ListConsentsResponse
        {
            Consents = { pathway.Consents },
            StatedBases = { pathway.StatedBases },
            NeededHolderIds = { Consents.Needed(pathway, commands.Facts(caller).Today) },
        };
    }

    public override async Task<EvaluateDisclosureResponse> EvaluateDisclosure(EvaluateDisclosureRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        if (DisclosureAnswer.Malformed(request) is { } malformed)
        {
            throw RefusalStatus.Of(malformed);
        }

        var pathway = await store.FindAsync(caller, request.PathwayId, context.CancellationToken);
        return DisclosureAnswer.Of(pathway, request, commands.Facts(caller).Today);
    }
}
