namespace Forlop.Tests;

/// <summary>A folder that one test has for itself.</summary>
internal static class TestFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes it away. A process that was ended a moment ago may still write to it, or take its own part away at the same time.</summary>
    public static void Delete(string path)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Directory.Exists(path))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                Thread.Yield();
            }
        }
    }
}
