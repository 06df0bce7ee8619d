using System.Buffers.Binary;
using System.Text;

namespace Forlop.PluginHost;

/// <summary>One line of an archive's directory, as it is written there.</summary>
internal sealed record ZipRecord(ushort Flags, ushort Method, uint Crc, uint PackedSize, uint Size, ushort Disk, uint Attributes, uint Offset, byte[] Name, byte[] Extra)
{
    public const ushort Stored = 0;

    public const ushort Deflated = 8;

    private const int Encrypted = 0x2041; // whole, strongly, or its directory

    private const int Patched = 0x20;

    private const int Zip64 = 0x0001;

    private const int OtherName = 0x7075;

    private const uint RegularFile = 0x8000;

    private const uint Directory = 0x4000;

    private const uint SymbolicLink = 0xA000;

    /// <summary>Its name, one letter for each byte: what is not ASCII is not in order, however it is read.</summary>
    public string Text => Encoding.Latin1.GetString(Name);

    public bool IsFolder => Text.EndsWith('/');

    public bool IsEncrypted => (Flags & Encrypted) != 0;

    public bool HasDescriptor => (Flags & 8) != 0;

    /// <summary>Whoever wrote it, and whatever system it says it comes from: some tools believe these bits always.</summary>
    public bool IsLink => FileType == SymbolicLink || (Attributes & 0x400) != 0;

    /// <summary>A device, a pipe or a socket; or a folder that is called like a file, or the other way round; or a patch of another file.</summary>
    public bool IsSpecial => (Flags & Patched) != 0 || FileType is not (0 or RegularFile or Directory) || (IsFolder ? FileType == RegularFile : FileType == Directory || (Attributes & 0x10) != 0);

    /// <summary>Sizes or a name elsewhere than where everybody looks for them, or an extra part that is broken.</summary>
    public bool HasOddExtra
    {
        get
        {
            var rest = Extra.AsSpan();
            while (rest.Length >= 4)
            {
                var (id, length) = (BinaryPrimitives.ReadUInt16LittleEndian(rest), BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]));
                if (id is Zip64 or OtherName || length > rest.Length - 4)
                    return true;
                rest = rest[(4 + length)..];
            }

            return rest.Length > 0 || PackedSize == uint.MaxValue || Size == uint.MaxValue || Offset == uint.MaxValue;
        }
    }

    private uint FileType => (Attributes >> 16) & 0xF000;
}
