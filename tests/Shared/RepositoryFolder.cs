namespace Forlop.Tests;

/// <summary>The root of the repository that the tests were built in.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    public static string Combine(params IEnumerable<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(directory!.FullName, "Forlop.Plugins.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
