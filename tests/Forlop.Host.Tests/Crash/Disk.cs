using System.Text;
using static Forlop.Host.Tests.Crash.Journal;

namespace Forlop.Host.Tests.Crash;

/// <summary>
/// Builds, from a journal, the folder as it would be found. After a kill the kernel still writes everything. After a power
/// cut only this is sure: data that a sync of its file covered, and names that a sync of their folder covered. Of the
/// rest anything may be there: each write or none or single sectors of it, and of each folder's names the first few.
/// </summary>
internal sealed class Disk
{
    private const int Sector = 512;

    private readonly Dictionary<uint, Node?> files = [];
    private readonly Dictionary<string, Node> names = [];
    private readonly List<NameChange> changes = [];
    private readonly Dictionary<string, ulong> syncedFolders = [];

    private Disk(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            Enter(entry);
        }
    }

    /// <summary>After a kill at the end of these entries.</summary>
    public static void AfterKill(IEnumerable<Entry> entries, string from, string to) => new Disk(entries).Write(from, to, null);

    /// <summary>After a power cut there.</summary>
    public static void AfterPowerCut(IEnumerable<Entry> entries, string from, string to, Random random) => new Disk(entries).Write(from, to, random);

    private void Enter(Entry entry)
    {
        switch (entry.Op)
        {
            case Op.Created:
                files[entry.File] = new Node();
                Change(entry.Number, entry.Path, view => view[entry.Path] = files[entry.File]!);
                break;
            case Op.Opened:
                // Null is a folder, opened to be synced.
                files[entry.File] = names.GetValueOrDefault(entry.Path) is { } found && found != Node.Folder ? found : null;
                break;
            case Op.Data or Op.Size:
                files[entry.File]!.Writes.Add(entry);
                break;
            case Op.Synced when files.GetValueOrDefault(entry.File) is { } file:
                file.Covered = Math.Max(file.Covered, entry.Covered);
                break;
            case Op.Synced:
                syncedFolders[entry.Path] = entry.Covered;
                break;
            case Op.Unsynced when files.GetValueOrDefault(entry.File) is { } file:
                // The kernel has given these up and calls them clean: no later sync writes them, only writing them again does.
                file.Writes.RemoveAll(write => write.Number > file.Covered && write.Number <= entry.Covered);
                break;
            case Op.Unsynced:
                break;
            case Op.Renamed:
                var to = Encoding.UTF8.GetString(entry.Data);
                Change(entry.Number, to, view => Move(view, entry.Path, to));
                break;
            case Op.Linked:
                var other = Encoding.UTF8.GetString(entry.Data);
                Change(entry.Number, other, view => view[other] = view[entry.Path]);
                break;
            case Op.Removed:
                Change(entry.Number, entry.Path, view => view.Remove(entry.Path));
                break;
            case Op.Folder:
                Change(entry.Number, entry.Path, view => view[entry.Path] = Node.Folder);
                break;
            default:
                throw new InvalidOperationException($"{entry.Op} is nothing that a disk does.");
        }
    }

    private void Change(ulong number, string path, Action<Dictionary<string, Node>> change)
    {
        change(names);
        changes.Add(new NameChange(number, Path.GetDirectoryName(path)!, change));
    }

    private static void Move(Dictionary<string, Node> view, string from, string to)
    {
        view[to] = view[from];
        view.Remove(from);
    }

    private void Write(string from, string to, Random? random)
    {
        var view = new Dictionary<string, Node>();
        foreach (var change in random is null ? changes : Surviving(random))
        {
            change.Apply(view);
        }

        foreach (var (path, node) in view.OrderBy(found => found.Key.Length))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            if (node == Node.Folder)
            {
                Directory.CreateDirectory(target);
            }
            else if (Directory.Exists(Path.GetDirectoryName(target)))
            {
                File.WriteAllBytes(target, node.Content(random));
            }
        }
    }

    private List<NameChange> Surviving(Random random)
    {
        var unsure = changes.GroupBy(change => change.Folder).ToDictionary(
            group => group.Key,
            group => random.Next(group.Count(change => change.Number > syncedFolders.GetValueOrDefault(group.Key)) + 1));
        return changes.FindAll(change => change.Number <= syncedFolders.GetValueOrDefault(change.Folder) || unsure[change.Folder]-- > 0);
    }

    private sealed record NameChange(ulong Number, string Folder, Action<Dictionary<string, Node>> Apply);

    /// <summary>A file, whatever it is called by now.</summary>
    private sealed class Node
    {
        public static readonly Node Folder = new();

        public List<Entry> Writes { get; } = [];

        public ulong Covered { get; set; }

        public byte[] Content(Random? random)
        {
            using var content = new MemoryStream();
            var likely = random?.Next(3) ?? 0; // of three worlds: nothing unsure is there, half of it, all of it
            foreach (var write in Writes)
            {
                if (random is null || write.Number <= Covered || (likely > 0 && random.Next(2) < likely))
                {
                    Apply(content, write, random is not null && write.Number > Covered && random.Next(4) == 0 ? random : null);
                }
            }

            return content.ToArray();
        }

        private static void Apply(MemoryStream content, Entry write, Random? tearing)
        {
            if (write.Op == Op.Size)
            {
                content.SetLength(write.Offset);
                return;
            }

            for (var at = 0; at < write.Data.Length;)
            {
                var length = Math.Min(Sector - (int)((write.Offset + at) % Sector), write.Data.Length - at);
                if (tearing is null || tearing.Next(2) == 0)
                {
                    content.Position = write.Offset + at;
                    content.Write(write.Data, at, length);
                }

                at += length;
            }
        }
    }
}
