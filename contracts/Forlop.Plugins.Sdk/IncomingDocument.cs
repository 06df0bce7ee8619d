using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Forlop.Contracts.Plugin.V1;

namespace Forlop.Plugins.Sdk;

/// <summary>A document on its way in: what it is, and its content as it arrives. It can be read once.</summary>
/// <example><code>
/// await document.CopyToAsync(file, call.Cancellation);
/// </code></example>
public sealed class IncomingDocument
{
    private readonly IAsyncEnumerable<ReadOnlyMemory<byte>> content;
    private bool read;

    internal IncomingDocument(FilingHeader header, IAsyncEnumerable<ReadOnlyMemory<byte>> content) => (Header, this.content) = (header, content);

    /// <summary>What the host says of it; fields that were not granted are empty.</summary>
    public FilingHeader Header { get; }

    /// <summary>The content in order, checked against the header when the last piece has come (FI-3).</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Pieces of at most 1 MiB.</returns>
    /// <exception cref="PluginException">Size or SHA-256 is not the header's: let it pass, and keep nothing.</exception>
    /// <exception cref="InvalidOperationException">The document was read before.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (read)
            throw new InvalidOperationException("A document arrives once, and was read before.");
        read = true;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        await foreach (var piece in content.WithCancellation(cancellation))
        {
            size += piece.Length;
            if (size > Header.SizeBytes)
                break;
            hash.AppendData(piece.Span);
            yield return piece;
        }

        if (size != Header.SizeBytes || !hash.GetHashAndReset().AsSpan().SequenceEqual(Header.Sha256.Span))
            throw new PluginException(CallStatus.InvalidArgument, "The content is not the one that the header describes: its size or SHA-256 is another.");
    }

    /// <summary>Copies the content, as <see cref="ReadAsync"/> gives it.</summary>
    /// <param name="target">Where it is written.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <returns>Done when everything is written and checked.</returns>
    /// <exception cref="PluginException">Size or SHA-256 is not the header's: let it pass, and keep nothing of what was written.</exception>
    public async Task CopyToAsync(Stream target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        await foreach (var piece in ReadAsync(cancellation))
            await target.WriteAsync(piece, cancellation);
    }
}
