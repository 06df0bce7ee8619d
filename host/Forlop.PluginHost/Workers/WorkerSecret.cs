using System.Security.Cryptography;

namespace Forlop.PluginHost.Workers;

/// <summary>What host and worker alone know: 256 random bits, for the life of one process.</summary>
internal sealed class WorkerSecret(byte[] bytes)
{
    /// <summary>The metadata key in which every call carries it.</summary>
    public const string Key = "forlop-plugin-secret-bin";

    public const int Length = 32;

    public byte[] Bytes => bytes;

    public static WorkerSecret New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>PL-13: takes as long for a near miss as for a far one.</summary>
    public bool Is(ReadOnlySpan<byte> given) => CryptographicOperations.FixedTimeEquals(bytes, given);

    /// <summary>PL-15.</summary>
    public byte[] Prove(ReadOnlySpan<byte> nonce) => HMACSHA256.HashData(bytes, nonce);
}
