using System.Text.RegularExpressions;

namespace Forlop.House.Tests;

/// <summary>What lies where.</summary>
public sealed class LayoutTests
{
    private static readonly string[] Folders = ["contracts", "host", "plugins", "tests"];

    private static readonly string[] RequiredAtTheTop = [.. Folders, "Forlop.Plugins.sln", "README.md", "build.cake"];

    // Each is here because a tool, or whoever meets the repository first, looks for it here and nowhere else.
    private static readonly string[] AllowedAtTheTop =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props",
        "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "dotnet-tools.json", "global.json",
    ];

    [Fact]
    public void The_top_holds_what_must_be_there() => Assert.Empty(RequiredAtTheTop.Except(Top(), StringComparer.Ordinal));

    [Fact]
    public void The_top_holds_nothing_else_than_what_tools_insist_on() =>
        Assert.Empty(Top().Except(RequiredAtTheTop, StringComparer.Ordinal).Except(AllowedAtTheTop, StringComparer.Ordinal));

    [Fact]
    public void Every_top_folder_explains_itself() => Assert.Empty(Folders.Select(folder => $"{folder}/README.md").Except(House.Files, StringComparer.Ordinal));

    [Fact]
    public void No_folder_lies_more_than_three_deep_below_a_top_folder() =>
        House.None(
            from file in House.Files
            where !file.StartsWith("contracts/proto/", StringComparison.Ordinal) // There the path is the package.
            where file.Split('/').Length - 2 > 3
            select $"{file} lies too deep.");

    // The stubs are told from the messages by the end of the generated file's name, Grpc.cs.
    [Fact]
    public void No_proto_file_is_named_like_generated_stubs() => House.None(House.WithEnding("_grpc.proto"));

    [Fact]
    public void Every_project_is_in_the_solution_and_the_solution_names_no_other() =>
        Assert.Equal(House.Projects.Select(project => project.Path), InSolution().Order(StringComparer.Ordinal));

    [Fact]
    public void The_solution_is_in_the_classic_format()
    {
        Assert.Contains("Microsoft Visual Studio Solution File, Format Version 12.00", House.Read("Forlop.Plugins.sln"), StringComparison.Ordinal);
        House.None(House.WithEnding(".slnx"));
    }

    [Fact]
    public void Every_project_has_its_lock_file_committed() =>
        Assert.Empty(House.Projects.Select(project => $"{project.Folder}/packages.lock.json").Except(House.Files, StringComparer.Ordinal));

    [Fact]
    public void Every_package_has_its_one_version_in_the_middle()
    {
        var central = Regex.Matches(House.Read("Directory.Packages.props"), "PackageVersion Include=\"(?<name>[^\"]+)\" Version=\"[^\"]+\"", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups["name"].Value).ToList();

        House.None(central.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => $"{group.Key} has two versions."));
        House.None(
            from project in House.Projects
            from package in project.Packages
            where !central.Contains(package, StringComparer.Ordinal)
            select $"{project.Path} takes {package}, which has no version in Directory.Packages.props.");
    }

    private static IEnumerable<string> Top() => House.Files.Select(file => file.Split('/')[0]).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> InSolution() =>
        Regex.Matches(House.Read("Forlop.Plugins.sln"), "\"(?<path>[^\"]+\\.csproj)\"", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups["path"].Value.Replace('\\', '/'));
}
