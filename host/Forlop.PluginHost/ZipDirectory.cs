using System.Buffers.Binary;
using System.Text;

namespace Forlop.PluginHost;

/// <summary>
/// Reads the directory of a zip archive, strictly: the subset that everybody's tools read alike. Each entry's two headers must
/// agree, and entries and directory must fill the file to the last byte, so that nothing hides between, before or behind them.
/// Extracting libraries differ in which header they believe; here there is nothing to choose.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndSize = 22;

    private const int RecordSize = 46;

    private const int LocalSize = 30;

    private const int MostEntries = 2_000;

    private const int LargestDirectory = 1024 * 1024;

    private const long LargestArchive = 128 * 1024 * 1024;

    private const long LargestTotal = 256 * 1024 * 1024;

    private const int LargestFile = 64 * 1024 * 1024;

    // Deflate reaches 1,032; code and text seldom more than ten.
    private const int HighestRatio = 200;

    private const int RatioMatters = 1024 * 1024;

    private readonly Stream archive;
    private readonly string name;
    private long total;

    private ZipDirectory(Stream archive, string name) => (this.archive, this.name) = (archive, name);

    /// <summary>The files of the archive, or why it is left out.</summary>
    public static IReadOnlyList<ZipEntry> Read(Stream archive, string name) => new ZipDirectory(archive, name).Read();

    private List<ZipEntry> Read()
    {
        if (archive.Length is < EndSize or > LargestArchive)
            throw archive.Length < EndSize ? NoZip("for kort", "for kort") : new LeftOutException(Sentences.TooLarge(name));
        var end = Bytes(archive.Length - EndSize, EndSize);
        if (UInt(end, 0) != 0x06054b50)
            throw NoZip("slutten mangler, eller noe står etter den", "slutten manglar, eller noko står etter han");
        var (count, size, start) = (UShort(end, 10), UInt(end, 12), UInt(end, 16));
        if (UShort(end, 4) != 0 || UShort(end, 6) != 0 || UShort(end, 8) != count || UShort(end, 20) != 0 || count == ushort.MaxValue)
            throw NoZip("delt i flere filer, av typen zip64 eller med kommentar", "delt i fleire filer, av typen zip64 eller med kommentar");
        if (count > MostEntries || size > LargestDirectory)
            throw new LeftOutException(Sentences.TooManyEntries(name, MostEntries));
        if (start + (long)size + EndSize != archive.Length)
            throw NoZip("noe står foran, mellom eller bak innholdet", "noko står framfor, mellom eller bak innhaldet");

        var records = Records(Bytes(start, (int)size), count);
        var entries = Locate(records, start);
        var files = entries.Where(entry => !entry.Name.EndsWith('/')).ToList();
        if (files.Select(entry => entry.Name).CountBy(entry => entry).FirstOrDefault(same => same.Value > 1).Key is { } twice)
            throw Bad(twice, "står der to ganger.", "står der to gonger.");
        if (PackagePath.Colliding(files.Select(entry => entry.Name)) is { } colliding)
            throw new LeftOutException(Sentences.Collides(colliding));
        if (entries.Find(entry => entry.Name.EndsWith('/') && !files.Exists(file => file.Name.StartsWith(entry.Name, StringComparison.Ordinal))) is { } empty)
            throw new LeftOutException(Sentences.Extra(empty.Name));
        return files;
    }

    private List<ZipRecord> Records(byte[] directory, int count)
    {
        var records = new List<ZipRecord>(count);
        var at = 0;
        for (var index = 0; index < count; index++)
        {
            if (at + RecordSize > directory.Length || UInt(directory, at) != 0x02014b50)
                throw NoZip("innholdslisten er kortere enn den sier", "innhaldslista er kortare enn ho seier");
            var record = new ZipRecord(
                Flags: UShort(directory, at + 8), Method: UShort(directory, at + 10), Crc: UInt(directory, at + 16), PackedSize: UInt(directory, at + 20), Size: UInt(directory, at + 24),
                Disk: UShort(directory, at + 34), Attributes: UInt(directory, at + 38), Offset: UInt(directory, at + 42), Name: [], Extra: []);
            int nameLength = UShort(directory, at + 28), extraLength = UShort(directory, at + 30), commentLength = UShort(directory, at + 32);
            at += RecordSize;
            if (at + nameLength + extraLength + commentLength > directory.Length)
                throw NoZip("innholdslisten er kortere enn den sier", "innhaldslista er kortare enn ho seier");
            record = record with { Name = directory[at..(at + nameLength)], Extra = directory[(at + nameLength)..(at + nameLength + extraLength)] };
            at += nameLength + extraLength + commentLength;
            Check(record);
            records.Add(record);
        }

        return at == directory.Length ? records : throw NoZip("innholdslisten er lengre enn den sier", "innhaldslista er lengre enn ho seier");
    }

    private void Check(ZipRecord record)
    {
        var shown = record.Text;
        if (!PackagePath.IsInside(record.IsFolder ? shown[..^1] : shown))
            throw new LeftOutException(Sentences.BadEntryName(shown));
        if (record.IsEncrypted)
            throw Bad(shown, "er kryptert.", "er kryptert.");
        if (record.Method is not (ZipRecord.Stored or ZipRecord.Deflated))
            throw Bad(shown, "er pakket på en uvanlig måte; bare lagret og deflate leses.", "er pakka på ein uvanleg måte; berre lagra og deflate blir lesne.");
        if (record.Disk != 0 || record.HasOddExtra)
            throw Bad(shown, "er av typen zip64, ligger i en annen fil eller har to navn.", "er av typen zip64, ligg i ei anna fil eller har to namn.");
        if (record.IsLink)
            throw new LeftOutException(Sentences.Link(shown));
        if (record.IsSpecial)
            throw Bad(shown, "er verken en fil eller en mappe.", "er verken ei fil eller ei mappe.");
        if (record.IsFolder && (record.Size != 0 || record.PackedSize > 2))
            throw Bad(shown, "er en mappe med innhold.", "er ei mappe med innhald.");
        if (shown.EndsWith(Package.ArchiveEnding, StringComparison.OrdinalIgnoreCase))
            throw Bad(shown, "er et arkiv i arkivet; et tillegg kan ikke ha et annet i seg.", "er eit arkiv i arkivet; eit tillegg kan ikkje ha eit anna i seg.");
        CheckSize(record);
    }

    private void CheckSize(ZipRecord record)
    {
        total += record.Size;
        if (record.Size > LargestFile || total > LargestTotal)
            throw new LeftOutException(Sentences.TooLarge(record.Text));
        if (record.Method == ZipRecord.Stored && record.Size != record.PackedSize)
            throw Bad(record.Text, "er ikke så stor som arkivet sier.", "er ikkje så stor som arkivet seier.");
        if (record.Size > RatioMatters && record.Size > HighestRatio * (long)record.PackedSize)
            throw Bad(record.Text, "er pakket så tett at den kan være laget for å fylle disken.", "er pakka så tett at ho kan vere laga for å fylle disken.");
    }

    // In the order of the file, each beginning where the one before ended.
    private List<ZipEntry> Locate(List<ZipRecord> records, long directoryStart)
    {
        var entries = new List<ZipEntry>(records.Count);
        var expected = 0L;
        foreach (var record in records.OrderBy(record => record.Offset))
        {
            if (record.Offset != expected || expected + LocalSize > directoryStart)
                throw Bad(record.Text, "begynner ikke der den forrige slutter.", "byrjar ikkje der den førre sluttar.");
            var local = Bytes(record.Offset, LocalSize);
            int nameLength = UShort(local, 26), extraLength = UShort(local, 28);
            var data = record.Offset + LocalSize + nameLength + extraLength;
            if (data + record.PackedSize > directoryStart)
                throw Bad(record.Text, "rekker ut over arkivet.", "rekk ut over arkivet.");
            if (UInt(local, 0) != 0x04034b50 || UShort(local, 6) != record.Flags || UShort(local, 8) != record.Method || !Bytes(record.Offset + LocalSize, nameLength).AsSpan().SequenceEqual(record.Name) || !SameSizes(local, record))
                throw Bad(record.Text, "er beskrevet på to måter i arkivet.", "er skildra på to måtar i arkivet.");
            expected = data + record.PackedSize;
            expected += record.HasDescriptor ? DescriptorSize(record, expected, directoryStart) : 0;
            entries.Add(new ZipEntry(record.Text, record.Method == ZipRecord.Deflated, record.Crc, record.PackedSize, (int)record.Size, data));
        }

        return expected == directoryStart ? entries : throw NoZip("noe står foran, mellom eller bak innholdet", "noko står framfor, mellom eller bak innhaldet");
    }

    // A writer that did not know the sizes yet puts zeros here, and the sizes behind the data.
    private static bool SameSizes(byte[] local, ZipRecord record) => (UInt(local, 14), UInt(local, 18), UInt(local, 22)) is var sizes
        && (sizes == (record.Crc, record.PackedSize, record.Size) || (record.HasDescriptor && sizes == (0, 0, 0)));

    private int DescriptorSize(ZipRecord record, long at, long directoryStart)
    {
        var bytes = Bytes(at, (int)Math.Min(16, directoryStart - at));
        var signed = bytes.Length == 16 && UInt(bytes, 0) == 0x08074b50 ? 4 : 0;
        return bytes.Length >= signed + 12 && (UInt(bytes, signed), UInt(bytes, signed + 4), UInt(bytes, signed + 8)) == (record.Crc, record.PackedSize, record.Size)
            ? signed + 12
            : throw Bad(record.Text, "er beskrevet på to måter i arkivet.", "er skildra på to måtar i arkivet.");
    }

    private byte[] Bytes(long at, int count)
    {
        var bytes = new byte[count];
        archive.Position = at;
        archive.ReadExactly(bytes);
        return bytes;
    }

    private LeftOutException NoZip(string nb, string nn) => new(Sentences.NoZip(name, nb, nn));

    private static LeftOutException Bad(string entry, string nb, string nn) => new(Sentences.Entry(entry, nb, nn));

    private static ushort UShort(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint UInt(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
