using System.Security.Cryptography;

namespace Forlop.Storage.Sealing;

/// <summary>AES-256-GCM as it is used everywhere here: nonce, ciphertext and tag in one piece.</summary>
internal static class Seal
{
    public const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    public const int Overhead = NonceSize + TagSize;

    // Asked from the generator a hundred at a time: it costs a system call each, and a nonce is no secret.
    [ThreadStatic]
    private static byte[]? nonces;

    [ThreadStatic]
    private static int noncesUsed;

    /// <summary>
    /// The nonce is random. That is sound because a key seals little: one pathway's fields, or the keys one level below.
    /// </summary>
    public static void Close(AesGcm cipher, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> destination)
    {
        var nonce = destination[..NonceSize];
        NextNonce(nonce);
        cipher.Encrypt(nonce, plain, destination[NonceSize..^TagSize], destination[^TagSize..], associated);
    }

    /// <exception cref="CryptographicException">It was changed, moved, or sealed with another key.</exception>
    public static void Open(AesGcm cipher, ReadOnlySpan<byte> seal, ReadOnlySpan<byte> associated, Span<byte> destination)
    {
        if (seal.Length < Overhead)
        {
            throw new CryptographicException("A sealed value is shorter than its seal.");
        }

        cipher.Decrypt(seal[..NonceSize], seal[NonceSize..^TagSize], seal[^TagSize..], destination, associated);
    }

    public static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagSize);

    public static byte[] WrapKey(byte[] with, ReadOnlySpan<byte> key, ReadOnlySpan<byte> associated)
    {
        using var cipher = Cipher(with);
        var wrapped = new byte[key.Length + Overhead];
        Close(cipher, key, associated, wrapped);
        return wrapped;
    }

    public static byte[] UnwrapKey(byte[] with, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> associated)
    {
        using var cipher = Cipher(with);
        var key = new byte[Math.Max(0, wrapped.Length - Overhead)];
        Open(cipher, wrapped, associated, key);
        return key;
    }

    private static void NextNonce(Span<byte> nonce)
    {
        if (nonces is null || noncesUsed == nonces.Length)
        {
            nonces ??= new byte[NonceSize * 100];
            RandomNumberGenerator.Fill(nonces);
            noncesUsed = 0;
        }

        nonces.AsSpan(noncesUsed, NonceSize).CopyTo(nonce);
        noncesUsed += NonceSize;
    }

    /// <summary>A key for one use, so that no key is ever used for two.</summary>
    public static byte[] Derive(byte[] key, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeySize, info: System.Text.Encoding.UTF8.GetBytes(use));
}
