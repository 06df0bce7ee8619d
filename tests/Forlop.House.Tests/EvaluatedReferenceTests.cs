namespace Forlop.House.Tests;

/// <summary>What MSBuild makes of the references in both modes: the switch between stand-ins and packages.</summary>
public sealed class EvaluatedReferenceTests
{
    private static readonly string[] StandIns = [.. House.Projects.Where(project => project.IsStandIn).Select(project => Name(project.Folder))];

    private static readonly Lazy<Dictionary<string, ILookup<string, string>>> Usual = new(() => EvaluateAll(official: false));

    private static readonly Lazy<Dictionary<string, ILookup<string, string>>> Official = new(() => EvaluateAll(official: true));

    public static TheoryData<string> Product =>
        [.. House.Projects.Where(IsAsked).Select(project => project.Path)];

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
        var said = (official ? Official : Usual).Value[House.Full(path)];
        return new Evaluated(
            [.. said["PackageReference"]],
            [.. said["ProjectReference"].Select(project => project.Replace('\\', '/'))
                .Where(project => project.StartsWith(House.Full("host/polyfills") + "/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension)!],
            [.. said["PackageVersion"]],
            said["NuGetLockFilePath"].Single());
    }

    // One MSBuild for all projects: each would take longer to start than to answer.
    private static Dictionary<string, ILookup<string, string>> EvaluateAll(bool official)
    {
        var folder = Directory.CreateTempSubdirectory("forlop-references-");
        try
        {
            var file = Path.Combine(folder.FullName, "said");
            House.Run(
                "dotnet",
                "msbuild",
                House.Full("tests/Forlop.House.Tests/references.targets"),
                "-t:AskAll",
                $"-p:Asked={string.Join("%3B", House.Projects.Where(IsAsked).Select(project => House.Full(project.Path)))}",
                $"-p:SayIn={file}",
                $"-p:OfficialPackages={(official ? "true" : "false")}");
            return File.ReadLines(file).Select(line => line.Split('|')).GroupBy(parts => parts[0], StringComparer.Ordinal)
                .ToDictionary(project => project.Key, project => project.ToLookup(parts => parts[1], parts => parts[2], StringComparer.Ordinal), StringComparer.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsAsked(ProjectFile project) => project.IsProduct && !project.IsStandIn;

    private static string Name(string folder) => folder[(folder.LastIndexOf('/') + 1)..];

    private sealed record Evaluated(string[] Packages, string[] StandIns, string[] Versions, string LockFile);
}
