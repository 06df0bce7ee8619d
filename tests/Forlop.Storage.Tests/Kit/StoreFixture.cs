namespace Forlop.Storage.Tests.Kit;

/// <summary>Where one test keeps its store: it can be opened, closed and opened again.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    internal FakeTimeProvider Calendar { get; } = new(new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.Zero));

    public IPathwayStore Store { get; protected set; } = null!;

    /// <summary>Opens the store, or closes it and opens it again.</summary>
    public async Task<IPathwayStore> ReopenAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        return Store = await OpenAsync();
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<IPathwayStore> OpenAsync();
}
