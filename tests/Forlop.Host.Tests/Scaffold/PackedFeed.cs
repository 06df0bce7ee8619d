using System.Diagnostics;
using System.Reflection;

namespace Forlop.Host.Tests.Scaffold;

/// <summary>
/// The packages that an author of a plugin needs, packed from what the solution's build made, in a folder of their own; and dotnet
/// as on a machine that has no other source. What else a plugin takes lies among the packages that these tests were restored from.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private static readonly string[] Packed = ["Forlop.Contracts", "Forlop.Plugins.Boundary", "Forlop.Plugins.Sdk", "Forlop.Plugins.Templates"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Root { get; } = Directory.CreateTempSubdirectory("forlop-scaffold-").FullName;

    public string Folder => Path.Combine(Root, "feed");

    private string Home => Path.Combine(Root, "home");

    private string Restored => Path.Combine(Root, "restored");

    public async Task InitializeAsync()
    {
        await PackAsync();
        Directory.CreateDirectory(Path.Combine(Home, ".nuget", "NuGet"));
        await File.WriteAllTextAsync(Path.Combine(Home, ".nuget", "NuGet", "NuGet.Config"), "<configuration><packageSources><clear /></packageSources></configuration>");

        // Links, so that none of ours that was restored on this machine before is taken for what was just packed.
        Directory.CreateDirectory(Restored);
        foreach (var package in Directory.EnumerateDirectories(Metadata("Packages")).Where(package => !Path.GetFileName(package).StartsWith("forlop.", StringComparison.Ordinal)))
            Directory.CreateSymbolicLink(Path.Combine(Restored, Path.GetFileName(package)), package);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs dotnet there to its end, and gives what it wrote.</summary>
    public async Task<string> DotnetAsync(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // `dotnet test` tells its children which MSBuild to use, and CI where results go; a build of its own must find out anew.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "CI").ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_HOME"] = Home;
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing of it runs on when the test has ended
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        start.Environment["NUGET_FALLBACK_PACKAGES"] = Restored;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        await using var impatience = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{await errors}");
        return output;
    }

    // One MSBuild for all, and without building: that was done before the tests began.
    private async Task PackAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var projects = string.Join(';', Packed.Select(name => RepositoryFolder.Combine("contracts", name, $"{name}.csproj")));
        var pack = Path.Combine(Root, "pack.proj");
        await File.WriteAllTextAsync(pack, $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{projects}" Targets="Pack" BuildInParallel="true" Properties="NoBuild=true;Configuration={configuration};PackageOutputPath={Folder}" />
              </Target>
            </Project>
            """);
        await DotnetAsync(Root, "msbuild", pack, "-t:Pack", "-m", "-nologo", "-verbosity:minimal");
    }

    private static string Metadata(string key) => typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
