using System.Security.Cryptography;
using System.Text;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Texts;
using Forlop.PluginHost;
using Forlop.Storage;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Effects.Exchange;

/// <summary>
/// Takes what institutions and foster homes ask for. Each is acknowledged once it is durable here, and not before. Whoever asked
/// is told whether it was received, and nothing of the child; whether the handle was theirs to use is not known here yet.
/// </summary>
internal sealed class IntakePump(string tenantId, string pluginId, Func<IntakePlugin?> plugin, PumpTools tools) : Pump(tenantId, pluginId, tools)
{
    private const int MostAtOnce = 100;

    private readonly Patience reach = tools.NewPatience();

    // Durable here or refused, and not to be acknowledged until the plugin is mended: another of it is asked anew.
    private readonly HashSet<string> stuck = [];
    private HashSet<string> told = [];
    private IntakePlugin? asked;

    public override bool FollowsEvents => false;

    protected override string Purpose => "intake";

    public override async Task<TimeSpan?> TurnAsync(CancellationToken cancellation)
    {
        if (plugin() is not { } inbox)
        {
            return null;
        }

        if (!ReferenceEquals(inbox, asked))
        {
            stuck.Clear();
            reach.Succeed();
            asked = inbox;
        }

        if (reach.Left > TimeSpan.Zero)
        {
            return reach.Left;
        }

        // All are durable before the first is acknowledged: what goes wrong with one keeps no other out.
        var (items, fault) = await ReceiveAsync(inbox, cancellation);
        var taken = new List<(IntakeItem Item, IntakeOutcome Outcome)>();
        foreach (var item in items)
        {
            if (await CommitAsync(item, cancellation) is { } outcome)
            {
                taken.Add((item, outcome));
            }
        }

        var before = told;
        told = [];
        foreach (var (item, outcome) in taken)
        {
            if (await AcknowledgeAsync(inbox, item, outcome, cancellation))
            {
                told.Add(item.ItemId);
            }
        }

        if (told.Overlaps(before))
        {
            ExchangeLog.Broken(Logger, PluginId, "it offers again what was acknowledged");
        }

        if (fault is not null)
        {
            return Wait(fault);
        }

        // More at once only while there is something new: an inbox that never forgets would be emptied for ever.
        reach.Succeed();
        return items.Count == MostAtOnce && !told.IsSubsetOf(before) ? TimeSpan.Zero : Options.Intake;
    }

    private TimeSpan Wait(RpcException fault)
    {
        if (Outcome.Of(fault) is { End: Outcome.Ends.Stopped } outcome)
        {
            ExchangeLog.Fault(Logger, PluginId, outcome.Problem.ToString());
            reach.Wait(Options.LongestWait);
        }
        else
        {
            reach.Fail();
        }

        return reach.Left;
    }

    // What came before the inbox failed is taken all the same: it may fail at the same place every time.
    private async Task<(List<IntakeItem> Items, RpcException? Fault)> ReceiveAsync(IntakePlugin inbox, CancellationToken cancellation)
    {
        var items = new List<IntakeItem>();
        try
        {
            using var call = inbox.Client.Receive(new ReceiveRequest { TenantId = TenantId }, cancellationToken: cancellation);
            while (items.Count < MostAtOnce && await call.ResponseStream.MoveNext(cancellation))
            {
                if (call.ResponseStream.Current.Item is { ItemId.Length: > 0 and <= IntakeItems.LongestId } item)
                {
                    if (!stuck.Contains(item.ItemId))
                    {
                        items.Add(item);
                    }
                }
                else
                {
                    ExchangeLog.Broken(Logger, PluginId, "an item without an id, or with one of more than 100 characters");
                }
            }
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            return (items, fault);
        }

        return (items, null);
    }

    // False when it has to be offered again.
    private async Task<bool> AcknowledgeAsync(IntakePlugin inbox, IntakeItem item, IntakeOutcome outcome, CancellationToken cancellation)
    {
        var acknowledged = new AcknowledgeRequest { TenantId = TenantId, ItemId = item.ItemId, Outcome = outcome, Message = IntakeItems.MessageOf(outcome, item.Acuteness) };
        try
        {
            await inbox.Client.AcknowledgeAsync(acknowledged, cancellationToken: cancellation);
            return true;
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            if (Outcome.Of(fault).End == Outcome.Ends.Stopped)
            {
                ExchangeLog.Broken(Logger, PluginId, $"it does not let an item be acknowledged: {fault.StatusCode}");
                stuck.Add(item.ItemId);
            }

            return false;
        }
    }

    // Null when it must not be acknowledged.
    private async Task<IntakeOutcome?> CommitAsync(IntakeItem item, CancellationToken cancellation)
    {
        if (!IntakeItems.IsWhole(item))
        {
            await Store.RecordAccessAsync(Access("Receive"), AccessOutcome.Refused, cancellation);
            return IntakeOutcome.Refused;
        }

        var facts = Facts;
        var received = Day.Of(item.ReceivedTime) is var day && day < facts.Today ? day : facts.Today;
        var command = CommandOf("Receive", "", RequestIdOf(item.ItemId), item.ToByteArray(), facts);
        CommitResult result;
        try
        {
            result = await Store.ReceiveAsync(
                command, item.ChildHandle, reader => ExchangeDecisions.Receive(reader.Pathway!, IntakeItems.RequestOf(PluginId, item), Day.Format(received), facts), cancellation);
        }
        catch (StoreException damaged) when (damaged.ExitCode == 4)
        {
            ExchangeLog.UnreadableTarget(Logger, PluginId);
            return null;
        }

        ThrowIfNotEntered(result);
        switch (result)
        {
            case CommitResult.Committed:
                return IntakeOutcome.Received;
            case CommitResult.NotFound:
                return IntakeOutcome.NotMatched;
            default:
                ExchangeLog.Broken(Logger, PluginId, "an item came again with other content under the same id");
                stuck.Add(item.ItemId);
                return null;
        }
    }

    // The same for the same item at every offer, whichever sidecar takes it.
    private Guid RequestIdOf(string itemId) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"forlop/intake/1\n{TenantId}\n{PluginId}\n{itemId}")).AsSpan(0, 16), bigEndian: true);
}
