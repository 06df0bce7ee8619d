using System.Globalization;
using System.Text;
using Forlop.Storage.Sealing;

namespace Forlop.Storage.Chain;

/// <param name="SealedTime">Milliseconds since 1970, by the calendar.</param>
internal sealed record SealedHead(ChainHead Head, long SealedTime);

/// <summary>
/// The newest chain head, under a MAC, in a file beside the key: whoever has only the data folder can recompute the whole
/// chain, and cannot make it end in this head. A head that the chain does not hold is evidence and is never removed;
/// one that it does hold is superseded by the next, since the chain proves everything before itself.
/// </summary>
internal sealed class HeadsFile
{
    private readonly MasterKey key;
    private readonly Guid storeId;
    private readonly string path;
    private readonly List<string> evidence = [];

    private HeadsFile(MasterKey key, Guid storeId)
    {
        (this.key, this.storeId) = (key, storeId);
        path = $"{key.Path}.{storeId:N}.heads";
    }

    /// <summary>Null when none was found that the chain holds.</summary>
    public SealedHead? Newest { get; private set; }

    public List<SealedHead> Contradicting { get; } = [];

    /// <summary>Lines that are not ours, or not any more.</summary>
    public int Forged { get; private set; }

    /// <summary>When the file was found missing, by the calendar; it exists from the first start on.</summary>
    public List<SealedHead> Lost { get; } = [];

    /// <param name="holds">Whether the chain as stored goes through a head.</param>
    /// <param name="isNew">The store has just been made: the file cannot be there yet.</param>
    public static HeadsFile Load(MasterKey key, Guid storeId, Func<ChainHead, bool> holds, ChainHead end, bool isNew, long now)
    {
        var file = new HeadsFile(key, storeId);
        if (File.Exists(file.path))
        {
            foreach (var line in File.ReadLines(file.path))
            {
                file.Read(line, holds);
            }
        }
        else if (!isNew)
        {
            file.Lost.Add(new SealedHead(end, now));
            file.evidence.Add(file.Line("lost", end, now));
        }

        return file;
    }

    /// <summary>Durable when it returns.</summary>
    public void Write(ChainHead head, long now)
    {
        var lines = evidence.Append(Line("head", head, now));
        PrivateFiles.Replace(path, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        Newest = new SealedHead(head, now);
    }

    private void Read(string line, Func<ChainHead, bool> holds)
    {
        var parts = line.Split(' ');
        if (parts.Length != 6
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var commit)
            || !long.TryParse(parts[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
            || parts[3].Length != 2 * ChainHash.Size
            || !parts[3].All(char.IsAsciiHexDigit)
            || !string.Equals(Line(parts[0], new ChainHead(commit, Convert.FromHexString(parts[3])), time), line, StringComparison.Ordinal))
        {
            Forged++;
            evidence.Add(line);
            return;
        }

        var head = new SealedHead(new ChainHead(commit, Convert.FromHexString(parts[3])), time);
        if (parts[0] is "lost")
        {
            Lost.Add(head);
            evidence.Add(line);
        }
        else if (!holds(head.Head))
        {
            Contradicting.Add(head);
            evidence.Add(line);
        }
        else if (Newest is null || Newest.Head.Commit < commit)
        {
            Newest = head;
        }
    }

    private string Line(string kind, ChainHead head, long time)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{kind} {storeId:N} {head.Commit} {Convert.ToHexStringLower(head.Hash)} {time}");
        return $"{said} {Convert.ToHexStringLower(key.HeadMac(Encoding.UTF8.GetBytes(said)))}";
    }
}
