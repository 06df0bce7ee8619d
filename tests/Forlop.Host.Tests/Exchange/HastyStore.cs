using System.Reflection;
using Forlop.Contracts.V1;
using Forlop.Storage;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A store that says that something is so before it is: planted, to show that the campaign would see it.</summary>
public class HastyStore : DispatchProxy
{
    /// <summary>What came in is said to be committed, and is with the next that comes.</summary>
    public const string ReceivedLate = "received-late";

    /// <summary>How far a fagsystem is, is noted before anything is delivered to it.</summary>
    public const string NotedFirst = "noted-first";

    private IPathwayStore store = null!;
    private string fault = "";
    private Func<Task> late = () => Task.CompletedTask;

    /// <param name="fault">Empty for the store itself.</param>
    public static IPathwayStore Over(IPathwayStore store, string fault)
    {
        if (fault.Length == 0)
        {
            return store;
        }

        var hasty = Create<IPathwayStore, HastyStore>();
        ((HastyStore)hasty).store = store;
        ((HastyStore)hasty).fault = fault;
        return hasty;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => (targetMethod!.Name, fault) switch
    {
        (nameof(IExchangeStore.ReceiveAsync), ReceivedLate) => ReceiveAsync(() => (Task)targetMethod.Invoke(store, args)!),
        (nameof(IExchangeStore.EventsAsync), NotedFirst) => EventsAsync((string)args![0]!, (string)args[1]!),
        _ => targetMethod.Invoke(store, args),
    };

    private async Task<CommitResult> ReceiveAsync(Func<Task> receive)
    {
        var before = Interlocked.Exchange(ref late, receive);
        await before();
        return new CommitResult.Committed(new Receipt(), IsRepeat: false);
    }

    private async Task<NextEvents> EventsAsync(string tenantId, string cursor)
    {
        var next = await store.EventsAsync(tenantId, cursor);
        await store.RecordDeliveryAsync(tenantId, Outside.Fagsystem, new(next.Cursor, [], []));
        return next;
    }
}
