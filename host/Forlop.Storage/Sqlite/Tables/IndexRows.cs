using Forlop.Contracts.V1;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Pathways.Rules;
using NodaTime;

namespace Forlop.Storage.Sqlite.Tables;

internal sealed record TaskRow(int DueOn, int Kind, string Subject, string AssignedTo, string Unit = "");

internal sealed record TimerRow(int DueOn, string DeadlineId);

/// <summary>
/// The task and timer rows that a pathway has, and its documents that no archive has. They are kept with its snapshot too, so that the next commit removes what
/// was stored then and not what a newer rule would have stored.
/// </summary>
internal sealed record IndexRows(IReadOnlyList<TaskRow> Tasks, IReadOnlyList<TimerRow> Timers, IReadOnlyList<Guid> Filings)
{
    // A month and no day: the day of a birthday is in nothing but what is sealed.
    private const int WholeMonth = 100;

    private const int NoDay = 99_999_999;
    private byte[]? encoded;
    public static readonly IndexRows None = new([], [], []);

    public static IndexRows Of(Pathway pathway) => new(
        [.. Worklist.PendingOf(pathway)
            .Select(t => (Task: t, Holder: Worklist.HolderOf(pathway, t)))
            .Select(t => new TaskRow(Number(t.Task.DueOn), (int)t.Task.Kind, t.Task.SubjectId, t.Holder.UserId, t.Holder.Unit))
            .DistinctBy(t => (t.DueOn, t.Kind, t.Subject))],
        [.. pathway.Deadlines
            .Where(d => d.State == DeadlineState.Running)
            .Select(d => new TimerRow(Number(d.DueOn), d.DeadlineId))
            .Concat(Birthdays.Ahead(pathway).Take(1).Select(b => new TimerRow(Number(b.Day) / WholeMonth * WholeMonth, ClockDecisions.TimerOf(b.Age))))
            .Distinct()],
        [.. pathway.Filings.Where(filing => filing.State is not (FilingState.Filed or FilingState.NotFiled)).Select(filing => Guid.Parse(filing.FilingId))]);

    public static int Number(string date) => date.Length == 0 ? NoDay : Number(Day.Parse(date));

    public static int Number(LocalDate date) => (date.Year * 10_000) + (date.Month * 100) + date.Day;

    public static LocalDate Date(int day) => new(day / 10_000, day / 100 % 100, Math.Max(1, day % 100));

    /// <summary>The same rows in the same order, which is cheaper to tell than that they are the same rows.</summary>
    public bool InOrderAs(IndexRows other) => Tasks.SequenceEqual(other.Tasks) && Timers.SequenceEqual(other.Timers) && Filings.SequenceEqual(other.Filings);

    public bool SameAs(IndexRows other) =>
        Tasks.ToHashSet().SetEquals(other.Tasks) && Timers.ToHashSet().SetEquals(other.Timers) && Filings.ToHashSet().SetEquals(other.Filings);

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

        foreach (var task in Tasks)
        {
            writer.Write(task.Unit);
        }

        foreach (var filing in Filings)
        {
            writer.Write(filing.ToByteArray(bigEndian: true));
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

            // Rows of an earlier release end here: a task had no unit.
            for (var i = 0; i < tasks.Length && reader.BaseStream.Position < reader.BaseStream.Length; i++)
            {
                tasks[i] = tasks[i] with { Unit = reader.ReadString() };
            }

            var filings = new List<Guid>();
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                filings.Add(new Guid(reader.ReadBytes(16), bigEndian: true));
            }

            return new(tasks, timers, filings);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException or ArgumentException)
        {
            throw new StoreException(4, "A pathway's index entries cannot be read. Run audit verify, then restore a backup.", e);
        }
    }
}
