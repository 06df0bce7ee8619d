namespace Forlop.PluginHost.Workers;

/// <summary>A folder for one socket, that nobody else may enter.</summary>
internal static class WorkerFolder
{
    // What a socket's address holds, on the systems that hold least.
    private const int LongestPath = 100;

    /// <summary>Beside the staged plugin, which the next start clears away; where that path is too long, in the system's folder for such.</summary>
    public static string New(string staged)
    {
        var beside = Path.Combine(Path.GetDirectoryName(staged)!, $"{Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}.s");
        if (System.Text.Encoding.UTF8.GetByteCount(SocketIn(beside)) > LongestPath)
            return Directory.CreateTempSubdirectory("forlop-").FullName;
        StagedPlugin.CreatePrivate(beside);
        return beside;
    }

    public static string SocketIn(string folder) => Path.Combine(folder, "plugin.sock");

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start clears it away.
            return;
        }
    }
}
