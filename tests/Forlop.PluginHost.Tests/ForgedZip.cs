using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Forlop.PluginHost.Tests;

/// <summary>
/// A zip archive of a small sound package, byte by byte, so that any of them can lie. Left alone it is what everybody's tools
/// write.
/// </summary>
internal sealed class ForgedZip
{
    public const string Table = "order: as-written\n";

    public ForgedZip()
    {
        Manifest = Describe(("routing.yaml", Table));
        Entries = [new("plugin.json", ""), new("routing.yaml", Table), new("contacts.yaml", "amk: 113\n")];
    }

    public string Manifest { get; set; }

    public List<ForgedEntry> Entries { get; }

    public byte[] Prefix { get; set; } = [];

    public byte[] BeforeDirectory { get; set; } = [];

    public byte[] AfterDirectory { get; set; } = [];

    public byte[] Suffix { get; set; } = [];

    public byte[] Comment { get; set; } = [];

    public ushort? Count { get; set; }

    public uint? DirectorySize { get; set; }

    public ushort Disk { get; set; }

    /// <summary>What the entries are called when they are written.</summary>
    public Func<string, string> Renamed { get; set; } = name => name;

    /// <summary>The last word: the finished bytes.</summary>
    public Func<byte[], byte[]> Change { get; set; } = bytes => bytes;

    public ForgedEntry this[string name] => Entries.First(entry => entry.Name == name);

    /// <summary>A manifest that names these files with their right hashes.</summary>
    public static string Describe(params (string Name, string Content)[] files) => $$"""
        {
          "id": "prove", "version": "1.0.0", "kinds": ["routing"], "contract": { "min": "1.0", "max": "1.0" },
          "engine": "routing-table", "tenants": ["havnes"], "data": { "table": "routing.yaml", "contacts": "contacts.yaml" },
          "files": { {{string.Join(", ", files.Select(file => $"\"{file.Name}\": \"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file.Content)))}\""))}} }
        }
        """;

    /// <summary>Adds a file that the manifest knows as well.</summary>
    public ForgedEntry Add(string name, string content = "x")
    {
        Entries.Add(new(name, content));
        Manifest = Describe([("routing.yaml", Table), .. Entries.Skip(3).Select(entry => (entry.Name, entry.Content))]);
        return Entries[^1];
    }

    public byte[] Build()
    {
        using var archive = new MemoryStream();
        using var directory = new MemoryStream();
        this["plugin.json"].Content = Manifest;
        archive.Write(Prefix);
        foreach (var entry in Entries)
        {
            entry.Name = Renamed(entry.Name);
            entry.Write(archive, directory);
        }

        archive.Write(BeforeDirectory);
        var start = (uint)archive.Length;
        archive.Write(directory.ToArray());
        archive.Write(AfterDirectory);
        Write(archive, 0x06054b50u, Disk, Disk, Count ?? (ushort)Entries.Count, Count ?? (ushort)Entries.Count, DirectorySize ?? (uint)directory.Length, start, (ushort)Comment.Length, Comment);
        archive.Write(Suffix);
        return Change(archive.ToArray());
    }

    public static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize))
            deflate.Write(content);
        return packed.ToArray();
    }

    /// <summary>Little-endian, one after the other.</summary>
    internal static void Write(Stream target, params object[] parts)
    {
        var bytes = new byte[4];
        foreach (var part in parts)
        {
            switch (part)
            {
                case ushort two:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes, two);
                    target.Write(bytes, 0, 2);
                    break;
                case uint four:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes, four);
                    target.Write(bytes);
                    break;
                default:
                    target.Write((byte[])part);
                    break;
            }
        }
    }
}

/// <summary>One entry. What is null is as it should be; what is set stands in the archive whether it is true or not.</summary>
internal sealed class ForgedEntry(string name, string content)
{
    public string Name { get; set; } = name;

    public string Content { get; set; } = content;

    public string? LocalName { get; set; }

    public byte[]? Packed { get; set; }

    public ushort Method { get; set; } = 8;

    public ushort? LocalMethod { get; set; }

    public ushort Flags { get; set; }

    public ushort? LocalFlags { get; set; }

    public uint? Crc { get; set; }

    public uint? Size { get; set; }

    public uint? LocalSize { get; set; }

    public uint? PackedSize { get; set; }

    public uint? Offset { get; set; }

    public uint Attributes { get; set; }

    public ushort Disk { get; set; }

    public byte[] Extra { get; set; } = [];

    public byte[]? Descriptor { get; set; }

    public uint Signature { get; set; } = 0x04034b50;

    public void Write(MemoryStream archive, MemoryStream directory)
    {
        var bytes = Encoding.UTF8.GetBytes(Content);
        var packed = Packed ?? (Method == 0 ? bytes : ForgedZip.Deflate(bytes));
        var (central, local) = (Encoding.Latin1.GetBytes(Name), Encoding.Latin1.GetBytes(LocalName ?? Name));
        var (crc, packedSize, size) = (Crc ?? Crc32.Of(bytes), PackedSize ?? (uint)packed.Length, Size ?? (uint)bytes.Length);
        var streamed = (Flags & 8) != 0;
        var offset = Offset ?? (uint)archive.Length;
        ForgedZip.Write(archive, Signature, (ushort)20, LocalFlags ?? Flags, LocalMethod ?? Method, 0u, streamed ? 0 : crc, streamed ? 0 : packedSize, streamed ? 0 : LocalSize ?? size, (ushort)local.Length, (ushort)0, local, packed);
        if (streamed)
            ForgedZip.Write(archive, Descriptor ?? Signed(crc, packedSize, size));
        ForgedZip.Write(directory, 0x02014b50u, (ushort)0x0314, (ushort)20, Flags, Method, 0u, crc, packedSize, size, (ushort)central.Length, (ushort)Extra.Length, (ushort)0, Disk, (ushort)0, Attributes, offset, central, Extra);
    }

    private static byte[] Signed(uint crc, uint packedSize, uint size)
    {
        using var bytes = new MemoryStream();
        ForgedZip.Write(bytes, 0x08074b50u, crc, packedSize, size);
        return bytes.ToArray();
    }
}
