using System.Text.Json;

namespace Forlop.House.Tests;

/// <summary>What MSBuild makes of the references in both modes: the switch between stand-ins and packages.</summary>
public sealed class EvaluatedReferenceTests
{
    private static readonly string[] StandIns = [.. House.Projects.Where(project => project.IsStandIn).Select(project => Name(project.Folder))];

    public static TheoryData<string> Product =>
        [.. House.Projects.Where(project => project.IsProduct && !project.IsStandIn).Select(project => project.Path)];

    [Theory]
    [MemberData(nameof(Product))]
    public void By_default_a_package_with_a_stand_in_is_that_project_and_nothing_else(string path)
    {
        var wanted = new ProjectFile(path).Packages.Where(StandIns.Contains).Order(StringComparer.Ordinal);

        var evaluated = Evaluate(path, official: false);

        Assert.Equal(wanted, evaluated.StandIns.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(evaluated.Packages, StandIns.Contains);
    }

    [Theory]
    [MemberData(nameof(Product))]
    public void With_official_packages_no_stand_in_is_referenced_and_no_committed_lock_file_is_in_reach(string path)
    {
        var evaluated = Evaluate(path, official: true);

        Assert.Empty(evaluated.StandIns);
        Assert.Empty(new ProjectFile(path).Packages.Except(evaluated.Packages, StringComparer.Ordinal));
        Assert.Empty(evaluated.Packages.Except(evaluated.Versions, StringComparer.Ordinal));
        Assert.StartsWith(House.Full("artifacts-official") + Path.DirectorySeparatorChar, Path.GetFullPath(evaluated.LockFile), StringComparison.Ordinal);
    }

    private static Evaluated Evaluate(string path, bool official)
    {
        using var json = JsonDocument.Parse(House.Run(
            "dotnet",
            "msbuild",
            path,
            "-getItem:PackageReference,ProjectReference,PackageVersion",
            "-getProperty:NuGetLockFilePath",
            $"-p:OfficialPackages={(official ? "true" : "false")}"));
        var items = json.RootElement.GetProperty("Items");
        return new Evaluated(
            Identities(items, "PackageReference"),
            [.. items.GetProperty("ProjectReference").EnumerateArray().Select(FullPath)
                .Where(project => project.StartsWith(House.Full("host/polyfills") + "/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension)!],
            [.. items.GetProperty("PackageVersion").EnumerateArray().Where(item => item.TryGetProperty("Version", out _))
                .Select(item => item.GetProperty("Identity").GetString()!)],
            json.RootElement.GetProperty("Properties").GetProperty("NuGetLockFilePath").GetString()!);
    }

    private static string[] Identities(JsonElement items, string kind) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];

    private static string FullPath(JsonElement item) => item.GetProperty("FullPath").GetString()!.Replace('\\', '/');

    private static string Name(string folder) => folder[(folder.LastIndexOf('/') + 1)..];

    private sealed record Evaluated(string[] Packages, string[] StandIns, string[] Versions, string LockFile);
}
