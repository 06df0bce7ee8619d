using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.Plugins.RoutingTable;

/// <summary>Everything that is wrong in the files, so that nobody has to mend them one error at a time.</summary>
internal sealed class Problems
{
    private const int Most = 50;

    private readonly List<Problem> all = [];

    public IReadOnlyList<Problem> All => all;

    public bool None => all.Count == 0;

    public void Add(string file, long line, string nb, string nn)
    {
        if (all.Count < Most)
            all.Add(new Problem { File = file, Line = (int)line, Message = new LocalizedText { Nb = nb, Nn = nn } });
    }
}
