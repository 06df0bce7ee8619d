namespace Forlop.Storage.Chain;

/// <summary>The newest commit. Whoever knows its hash knows the whole log before it.</summary>
internal sealed record ChainHead(long Commit, byte[] Hash)
{
    public static readonly ChainHead Genesis = new(0, ChainHash.Genesis);
}
