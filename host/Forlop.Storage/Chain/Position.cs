using System.Globalization;

namespace Forlop.Storage.Chain;

/// <summary>
/// Commit number and index of a row in one integer, which is the row's key: SQLite appends to such a table without
/// searching or rebalancing, and a cursor is one number.
/// </summary>
internal static class Position
{
    private const int IndexBits = 20;
    private const int MostRows = 1 << IndexBits;

    public static long Of(long commit, int index) =>
        index < MostRows ? (commit << IndexBits) | (long)index : throw new InvalidOperationException("A commit holds no more rows.");

    public static long FirstOf(long commit) => Of(commit, 0);

    public static long CommitOf(long position) => position >> IndexBits;

    public static int IndexOf(long position) => (int)(position & (MostRows - 1));

    public static string EventId(int writer, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{writer}.{CommitOf(position)}.{IndexOf(position)}");
}
