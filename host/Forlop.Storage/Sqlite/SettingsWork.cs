using Forlop.Contracts.V1;

namespace Forlop.Storage.Sqlite;

/// <summary>A service's settings, entered as a new version unless they are what its newest version says.</summary>
internal sealed class SettingsWork(Access access, string content, CancellationToken cancellation) : Work
{
    private readonly TaskCompletionSource<SettingsEntry> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SettingsEntry? result;
    private Exception? error;

    public Task<SettingsEntry> Answer => answer.Task;

    public override bool Abandon() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);

    public override void Execute(Session session, Batch batch)
    {
        try
        {
            result = session.Settings.Newest(batch.Tenant(access.TenantId))?.Open();
        }
        catch (StoreException e)
        {
            error = e; // a damaged row is no reason to harm those in the same batch
            return;
        }

        if (result is not null && string.Equals(result.Content, content, StringComparison.Ordinal))
        {
            return;
        }

        result = new SettingsEntry
        {
            RecordTime = batch.RecordTime,
            TenantId = access.TenantId,
            Version = (result?.Version ?? 0) + 1,
            Content = content,
            Actor = access.Actor,
            CallerId = access.CallerId,
        };
        batch.Write(result);
    }

    public override void Complete()
    {
        if (error is null)
        {
            answer.TrySetResult(result!);
        }
        else
        {
            answer.TrySetException(error);
        }
    }

    public override void CompleteFull(Session session) =>
        answer.TrySetException(new StoreException(6, "The disk is full: changed settings cannot be recorded, and so are not taken into use. Make room."));

    public override void CompleteLatched(Exception error) =>
        answer.TrySetException(new StoreException(6, "The store stopped because the disk failed. End the process and look at the disk.", error));
}
