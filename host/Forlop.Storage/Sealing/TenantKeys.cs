using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Forlop.Storage.Sealing;

/// <summary>What a tenant's key is used for. Safe to use from several threads.</summary>
internal sealed class TenantKeys(string tenantId, byte[] tenantKey)
{
    private readonly byte[] wrapping = Seal.Derive(tenantKey, "forlop/pathway-keys/1");
    private readonly byte[] children = Seal.Derive(tenantKey, "forlop/child-references/1");
    private readonly byte[] requests = Seal.Derive(tenantKey, "forlop/requests/1");
    private readonly byte[] replyCodes = Seal.Derive(tenantKey, "forlop/reply-codes/1");

    private readonly byte[] handles = Seal.Derive(tenantKey, "forlop/handles/1");

    public string TenantId { get; } = tenantId;

    public byte[] NewPathwayKey(Guid pathwayId) =>
        Seal.WrapKey(wrapping, RandomNumberGenerator.GetBytes(Seal.KeySize), Associated(pathwayId));

    public byte[] PathwayKey(Guid pathwayId, ReadOnlySpan<byte> wrapped) => Seal.UnwrapKey(wrapping, wrapped, Associated(pathwayId));

    /// <summary>Finds a child's pathway without storing the reference, and differs from tenant to tenant.</summary>
    public byte[] ChildHmac(string childReference) => HMACSHA256.HashData(children, Encoding.UTF8.GetBytes(childReference));

    /// <summary>Finds a referral by the code on its slip without storing a list of codes.</summary>
    public byte[] ReplyCodeHmac(string replyCode) => HMACSHA256.HashData(replyCodes, Encoding.UTF8.GetBytes(replyCode));

    /// <summary>Finds the pathway that somebody outside names without storing a list of names.</summary>
    public byte[] HandleHmac(string handle) => HMACSHA256.HashData(handles, Encoding.UTF8.GetBytes(handle));

    /// <summary>Tells a repeat from another request under the same id without storing either.</summary>
    public byte[] RequestHmac(string rpc, ReadOnlySpan<byte> request)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(rpc.Length) + 1 + request.Length);
        var length = Encoding.UTF8.GetBytes(rpc, rented);
        rented[length++] = 0;
        request.CopyTo(rented.AsSpan(length));
        var hmac = HMACSHA256.HashData(requests, rented.AsSpan(0, length + request.Length));
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return hmac;
    }

    private byte[] Associated(Guid pathwayId) => Encoding.UTF8.GetBytes($"forlop/pathway-key/1\n{TenantId}\n{pathwayId:D}");
}
