using System.Text;

namespace Forlop.PluginHost.Workers;

/// <summary>Lines of a stream whose writer is not trusted: a longer one is cut, and nothing is kept of the rest of it.</summary>
internal static class BoundedLines
{
    public const int Longest = 16 * 1024;

    /// <summary>The next line without its end; null when the stream ends before one.</summary>
    public static async Task<string?> ReadAsync(Stream stream, CancellationToken cancellation = default, int longest = Longest)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation) == 1)
        {
            if (one[0] == (byte)'\n')
                return Encoding.UTF8.GetString([.. line]);
            if (line.Count < longest)
                line.Add(one[0]);
        }

        return null;
    }

    /// <summary>Hands over each line until the stream ends. Read always, so that the writer never waits for a reader.</summary>
    public static async Task DrainAsync(Stream stream, Action<string>? line)
    {
        try
        {
            if (line is null)
            {
                await stream.CopyToAsync(Stream.Null);
                return;
            }

            var buffered = new BufferedStream(stream);
            while (await ReadAsync(buffered) is { } next)
                line(next);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process ended while it wrote.
            return;
        }
    }
}
