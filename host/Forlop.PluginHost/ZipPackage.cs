using System.IO.Compression;

namespace Forlop.PluginHost;

/// <summary>A package that lies as one zip archive. It stays open, and each entry is unpacked once, never beyond its stated size.</summary>
internal sealed class ZipPackage : Package
{
    private readonly FileStream archive;
    private readonly SortedDictionary<string, ZipEntry> entries;

    public ZipPackage(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new LeftOutException(Sentences.Link(Path.GetFileName(path)));
        if (!RegularFile.Is(path))
            throw new LeftOutException(Sentences.NoPlainFile(Path.GetFileName(path)));
        archive = OpenArchive(path);
        try
        {
            entries = new(ZipDirectory.Read(archive, Path.GetFileName(path)).ToDictionary(entry => entry.Name), StringComparer.Ordinal);
        }
        catch (Exception)
        {
            archive.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> Files => [.. entries.Keys];

    public override byte[] Read(string file)
    {
        var entry = entries[file];
        var bytes = new byte[entry.Size];
        archive.Position = entry.DataOffset;
        try
        {
            using var packed = new BoundedStream(archive, entry.PackedSize);
            using Stream content = entry.IsDeflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
            if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || content.ReadByte() >= 0)
                throw new LeftOutException(Sentences.Entry(file, "er ikke så stor som arkivet sier.", "er ikkje så stor som arkivet seier."));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new LeftOutException(Sentences.Entry(file, "lar seg ikke pakke ut.", "lèt seg ikkje pakke ut."));
        }

        return Crc32.Of(bytes) == entry.Crc
            ? bytes
            : throw new LeftOutException(Sentences.Entry(file, "er ødelagt: sjekksummen er en annen enn arkivet sier.", "er øydelagd: sjekksummen er ein annan enn arkivet seier."));
    }

    public override void Dispose()
    {
        archive.Dispose();
        base.Dispose();
    }

    private static FileStream OpenArchive(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeftOutException(Sentences.Unreadable(Path.GetFileName(path)));
        }
    }
}
