using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using NodaTime;

namespace Forlop.Storage.Sqlite.Tables;

internal sealed record TaskRow(int DueOn, int Kind, string Subject, string AssignedTo);

internal sealed record TimerRow(int DueOn, string DeadlineId);

/// <summary>
/// The task and timer rows that a pathway has. They are kept with its snapshot too, so that the next commit removes what
/// was stored then and not what a newer rule would have stored.
/// </summary>
internal sealed record IndexRows(IReadOnlyList<TaskRow> Tasks, IReadOnlyList<TimerRow> Timers)
{
    private const int NoDay = 99_999_999;
    private byte[]? encoded;
    public static readonly IndexRows None = new([], []);

    public static IndexRows Of(Pathway pathway) => new(
        [.. Worklist.PendingOf(pathway)
            .Select(t => new TaskRow(Number(t.DueOn), (int)t.Kind, t.SubjectId, pathway.CoordinatorUserId))
            .DistinctBy(t => (t.DueOn, t.Kind, t.Subject))],
        [.. pathway.Deadlines
            .Where(d => d.State == DeadlineState.Running)
            .Select(d => new TimerRow(Number(d.DueOn), d.DeadlineId))
            .Distinct()]);

    public static int Number(string date) => date.Length == 0 ? NoDay : Number(Day.Parse(date));

    public static int Number(LocalDate date) => (date.Year * 10_000) + (date.Month * 100) + date.Day;

    public static LocalDate Date(int day) => new(day / 10_000, day / 100 % 100, day % 100);

    /// <summary>The same rows in the same order, which is cheaper to tell than that they are the same rows.</summary>
    public bool InOrderAs(IndexRows other) => Tasks.SequenceEqual(other.Tasks) && Timers.SequenceEqual(other.Timers);

    public bool SameAs(IndexRows other) =>
        Tasks.ToHashSet().SetEquals(other.Tasks) && Timers.ToHashSet().SetEquals(other.Timers);

    public byte[] Encoded => encoded ??= Encode();

    private byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write7BitEncodedInt(Tasks.Count);
        foreach (var task in Tasks)
        {
            writer.Write7BitEncodedInt(task.DueOn);
            writer.Write7BitEncodedInt(task.Kind);
            writer.Write(task.Subject);
            writer.Write(task.AssignedTo);
        }

        writer.Write7BitEncodedInt(Timers.Count);
        foreach (var timer in Timers)
        {
            writer.Write7BitEncodedInt(timer.DueOn);
            writer.Write(timer.DeadlineId);
        }

        return bytes.ToArray();
    }

    public static IndexRows Decode(byte[] encoded)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(encoded));
            var tasks = new TaskRow[Math.Min(reader.Read7BitEncodedInt(), encoded.Length)];
            for (var i = 0; i < tasks.Length; i++)
            {
                tasks[i] = new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadString(), reader.ReadString());
            }

            var timers = new TimerRow[Math.Min(reader.Read7BitEncodedInt(), encoded.Length)];
            for (var i = 0; i < timers.Length; i++)
            {
                timers[i] = new(reader.Read7BitEncodedInt(), reader.ReadString());
            }

            return new(tasks, timers);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException)
        {
            throw new StoreException(4, "A pathway's index entries cannot be read. Run audit verify, then restore a backup.", e);
        }
    }
}
