using Forlop.Contracts.V1;
using Forlop.Host.Effects.Exchange;
using Forlop.Host.Plugins;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Texts;
using Forlop.PluginHost;
using Forlop.Storage;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.PluginService</c>.</summary>
[BindServiceMethod(typeof(PluginRpcService), nameof(Bind))]
internal sealed class PluginRpcService(Callers callers, IPathwayStore store, PluginHouse plugins, PluginDecisions decisions, Backlogs backlogs) : PluginService.PluginServiceBase
{
    public static void Bind(ServiceBinderBase binder, PluginService.PluginServiceBase? service) => PluginService.BindService(new CheckedBinder(binder), service);

    public override async Task<ListPluginsResponse> ListPlugins(ListPluginsRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        if (caller.Credential.Kind == CallerKind.Operator)
        {
            await plugins.RescanAsync(context.CancellationToken);
        }

        var response = new ListPluginsResponse();

        // A service sees its own packages and the engines; which other services there are is not its business.
        response.Plugins.AddRange(plugins.Statuses.Where(status =>
            caller.Credential.Kind == CallerKind.Operator || status.Tenants.Count == 0 || status.Tenants.Contains(caller.TenantId)).Select(status => Seen(status, caller)));
        var waiting = (await backlogs.AllAsync(context.CancellationToken)).SelectMany(plugin => plugin, (plugin, backlog) => (plugin.Key, Backlog: backlog))
            .Where(one => caller.Credential.Kind == CallerKind.Operator || one.Backlog.TenantId == caller.TenantId).ToLookup(one => one.Key, one => one.Backlog);

        // What is to go to one whose package was taken away waits all the same, and caseworkers are asked about it.
        response.Plugins.AddRange(waiting.Where(plugin => plugins.StatusOf(plugin.Key) is null && plugin.Any(backlog => backlog.Waiting > 0)).Select(plugin => Gone(plugin.Key)));
        foreach (var plugin in response.Plugins)
        {
            plugin.Backlogs.Add(waiting[plugin.PluginId]);
        }

        return response;
    }

    public override async Task<ApprovePluginResponse> ApprovePlugin(ApprovePluginRequest request, ServerCallContext context) => new()
    {
        Plugin = await DecideAsync(request, request.RequestId, request.PluginId, context, (status, decision) => status switch
        {
            { Next: { Asks: { } asks } next } when next.PackageSha256 == request.PackageSha256 => decision with { Approval = new(next.PackageSha256, next.Version, asks, next.EngineId) },
            { Asks: null } => throw RefusalStatus.Of(Refusals.Of(RefusalReason.PluginBroken)),
            _ when status.PackageSha256 != request.PackageSha256 => throw RefusalStatus.Of(Refusals.Of(RefusalReason.PluginChanged)),
            _ => decision with { Approval = new(status.PackageSha256, status.Version, status.Asks, status.EngineId) },
        }, pluginId => plugins.ReloadAsync(pluginId)),
    };

    public override async Task<EnablePluginResponse> EnablePlugin(EnablePluginRequest request, ServerCallContext context) => new()
    {
        Plugin = await DecideAsync(request, request.RequestId, request.PluginId, context, (_, decision) => decision with { Disabled = false, Retired = false }, pluginId => plugins.ReopenAsync(pluginId)),
    };

    public override async Task<DisablePluginResponse> DisablePlugin(DisablePluginRequest request, ServerCallContext context) => new()
    {
        Plugin = await DecideAsync(request, request.RequestId, request.PluginId, context, (_, decision) => decision with { Disabled = true }, pluginId => plugins.ReopenAsync(pluginId)),
    };

    public override async Task<RetirePluginResponse> RetirePlugin(RetirePluginRequest request, ServerCallContext context)
    {
        IReadOnlyList<string> kinds = [];
        return new() { Plugin = await DecideAsync(request, request.RequestId, request.PluginId, context, Retired, pluginId => plugins.ReopenAsync(pluginId), IsKnownAsync) };

        // Its package may be gone as well, and nothing but the store knows it then.
        async Task<bool> IsKnownAsync()
        {
            kinds = [.. plugins.StatusOf(request.PluginId)?.Kinds ?? [], .. await backlogs.KindsAsync(request.PluginId, context.CancellationToken)];
            return kinds.Count > 0 || decisions.Of(request.PluginId).Retired;
        }

        PluginDecision Retired(PluginStatus status, PluginDecision before) => before.Retired || kinds.Contains(PluginKinds.CaseSystem)
            ? before with { Disabled = true, Retired = true }
            : throw RefusalStatus.Of(Refusals.Of(RefusalReason.PluginOfAnotherKind));
    }

    public override async Task<ReloadPluginResponse> ReloadPlugin(ReloadPluginRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        if (plugins.StatusOf(request.PluginId) is null)
        {
            throw RefusalStatus.Of(Refusals.Of(RefusalReason.PluginUnknown));
        }

        // Once begun it goes on to its end, whether or not whoever asked still waits.
        var reload = await plugins.ReloadAsync(request.PluginId);
        return new ReloadPluginResponse { Plugin = plugins.StatusOf(request.PluginId), KeptBecause = reload.KeptBecause, CallsCut = reload.CallsCut, Held = reload.Held };
    }

    // First the log, then the plugin: whatever ends the process in between, the next start does as was decided.
    private async Task<PluginStatus> DecideAsync(IMessage request, string requestId, string pluginId, ServerCallContext context, Func<PluginStatus, PluginDecision, PluginDecision> change, Func<string, Task> apply, Func<Task<bool>>? isKnown = null)
    {
        var caller = await callers.AuthoriseAsync(context);
        var id = CommandRunner.Uuid("request_id", requestId);
        var content = CommandRunner.Content(request);
        if (isKnown is null ? plugins.StatusOf(pluginId) is null : !await isKnown())
        {
            throw RefusalStatus.Of(Refusals.Of(RefusalReason.PluginUnknown));
        }

        var isOfConsequence = true;
        if (await decisions.DecideAsync(caller.Access(), id, content, pluginId, Decided) && isOfConsequence)
        {
            await apply(pluginId);
        }

        return plugins.StatusOf(pluginId) ?? Gone(pluginId);

        // The same once more is recorded, and starts nothing anew that runs as it was decided.
        PluginDecision Decided(PluginDecision before)
        {
            var status = plugins.StatusOf(pluginId) ?? Gone(pluginId);
            var after = change(status, before);
            isOfConsequence = after != before || status.State != PluginState.Running || status.Next is not null;
            return after;
        }
    }

    // One that is known from what was handed over to it alone.
    private PluginStatus Gone(string pluginId) => decisions.Of(pluginId).Retired
        ? new PluginStatus { PluginId = pluginId, State = PluginState.Disabled, Retired = true, Problem = Text.Of("plugin.retired") }
        : new PluginStatus { PluginId = pluginId, State = PluginState.LeftOut, Problem = Text.Of("plugin.gone") };

    private static PluginStatus Seen(PluginStatus status, Caller caller)
    {
        if (caller.Credential.Kind == CallerKind.Operator)
        {
            return status;
        }

        var seen = status.Clone();
        seen.LastCalls.Clear(); // when other services ask
        seen.NotWell = status.Tenants.Count > 1 ? null : seen.NotWell; // it may be what the plugin says to another service
        foreach (var tenants in new[] { seen.Tenants, seen.Asks?.Tenants, seen.Approved?.Tenants, seen.NewlyAsked?.Tenants, seen.NoLongerAsked?.Tenants, seen.Next?.Asks?.Tenants, seen.Next?.NewlyAsked?.Tenants, seen.Next?.NoLongerAsked?.Tenants }.OfType<Google.Protobuf.Collections.RepeatedField<string>>())
        {
            var own = tenants.Where(tenant => tenant == caller.TenantId).ToList();
            tenants.Clear();
            tenants.AddRange(own);
        }

        return seen;
    }
}
