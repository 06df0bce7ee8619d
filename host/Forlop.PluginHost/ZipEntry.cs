namespace Forlop.PluginHost;

/// <summary>One file of an archive, once both of its headers agreed.</summary>
/// <param name="Name">Its path, which <see cref="PackagePath"/> found in order.</param>
/// <param name="IsDeflated">Otherwise it is stored as it is.</param>
/// <param name="Crc">Its checksum, unpacked.</param>
/// <param name="PackedSize">In bytes.</param>
/// <param name="Size">In bytes, unpacked.</param>
/// <param name="DataOffset">Where its bytes begin.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, uint Crc, long PackedSize, int Size, long DataOffset);
