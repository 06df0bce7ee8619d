namespace Forlop.Conformance.Tests;

/// <summary>The Python sample, built once by its own script when the first test asks for it.</summary>
public sealed class PythonPackage : IDisposable
{
    private readonly Lazy<Task<string>> built = new(async () =>
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("forlop-python-").FullName, "routing-python");
        await OtherProcess.RunAsync("sh", [RepositoryFolder.Combine("tests", "TestPlugins", "routing-python", "build.sh"), RepositoryFolder.Combine("contracts", "proto"), folder]);
        return folder;
    });

    public async Task<string> CopyToAsync(string target)
    {
        var source = await built.Value;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    public void Dispose()
    {
        if (built.IsValueCreated)
            Directory.Delete(Path.GetDirectoryName(built.Value.Result)!, recursive: true);
    }
}
