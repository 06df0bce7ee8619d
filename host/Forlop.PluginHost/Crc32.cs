namespace Forlop.PluginHost;

/// <summary>The checksum of zip (ISO-HDLC). It finds damage; what was tampered with, SHA-256 finds.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(at => Enumerable.Range(0, 8).Aggregate((uint)at, (value, _) => (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var value = uint.MaxValue;
        foreach (var next in bytes)
            value = Table[(byte)(value ^ next)] ^ (value >> 8);
        return ~value;
    }
}
