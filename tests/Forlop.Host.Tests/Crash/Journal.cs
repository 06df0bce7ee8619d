using System.Buffers.Binary;
using System.Text;

namespace Forlop.Host.Tests.Crash;

/// <summary>What a program did to its folder, change by change, as faults.c wrote it down.</summary>
internal static class Journal
{
    private const int HeaderSize = 48;
    private const uint Magic = 0x4c4a5246;

    public enum Op
    {
        Opened = 1,
        Created = 2,
        Data = 3,
        Size = 4,
        Synced = 5,
        Renamed = 6,
        Removed = 7,
        Folder = 8,
        Linked = 9,
        Unsynced = 10,
    }

    /// <param name="Covered">For a sync: the last change that came before it began.</param>
    /// <param name="End">How long the journal was with this in it.</param>
    public sealed record Entry(Op Op, ulong Number, uint File, string Path, long Offset, byte[] Data, ulong Covered, long End);

    /// <summary>A last entry that a kill cut short is left out: its change had not begun.</summary>
    public static IReadOnlyList<Entry> Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var entries = new List<Entry>();
        for (var at = 0; bytes.Length - at >= HeaderSize;)
        {
            var header = bytes.AsSpan(at);
            var op = (Op)BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || !Enum.IsDefined(op))
            {
                throw new InvalidOperationException($"The journal holds what the disk did not do as asked, or is no journal: {op} at {at}.");
            }

            var path = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            var end = at + HeaderSize + path + length;
            if (end > bytes.Length)
            {
                break;
            }

            entries.Add(new Entry(
                op,
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
                Encoding.UTF8.GetString(bytes, at + HeaderSize, path),
                (long)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
                bytes[(at + HeaderSize + path)..end],
                BinaryPrimitives.ReadUInt64LittleEndian(header[40..]),
                end));
            at = end;
        }

        return entries;
    }
}
