namespace Forlop.Storage.Chain;

/// <summary>The newest commit. Whoever knows its hash knows the whole log before it.</summary>
/// <param name="RecordTime">Milliseconds since 1970.</param>
internal sealed record ChainHead(long Commit, byte[] Hash, long RecordTime)
{
    public static readonly ChainHead Genesis = new(0, ChainHash.Genesis, 0);
}
