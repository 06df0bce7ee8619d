using Forlop.Storage;

namespace Forlop.Host.Effects.Exchange;

/// <summary>A stored document, piece by piece: no more than one piece of it is ever in memory.</summary>
internal sealed class DocumentStream(IExchangeStore store, string tenantId, string pathwayId, Guid filingId) : Stream
{
    private ReadOnlyMemory<byte> rest;
    private int next;
    private bool atEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty && !atEnd)
        {
            var piece = await store.DocumentPieceAsync(tenantId, pathwayId, filingId, next++, cancellationToken);
            atEnd = piece is null;
            rest = piece;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
