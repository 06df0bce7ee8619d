using System.IO.Enumeration;

namespace Forlop.House.Tests;

/// <summary>Who may reference whom. The first row that fits a project's folder rules it; an asterisk stands for anything.</summary>
public sealed class ReferenceTableTests
{
    // Boundary has no packages for ever: sharing a type shares its assembly and all that it references.
    private const string Table = """
        project                           | may reference                                                       | packages
        contracts/Forlop.Plugins.Boundary |                                                                     |
        contracts/Forlop.Contracts        |                                                                     | Google.Protobuf Grpc.Tools
        contracts/Forlop.Plugins.Sdk      | Plugins.Boundary Contracts                                          | Google.Protobuf
        contracts/Forlop.Plugins.Templates |                                                                    |
        host/Forlop.Pathways              | Contracts                                                           | Stateless NodaTime
        host/Forlop.Storage               | Contracts Pathways                                                  | Microsoft.Data.Sqlite.Core SQLitePCLRaw.* Npgsql
        host/Forlop.Stubs                 | Contracts                                                           | Grpc.Core.Api Grpc.Tools
        host/Forlop.PluginHost            | Plugins.Boundary Contracts Stubs                                    | McMaster.NETCore.Plugins Grpc.Net.Client Polly.Core NJsonSchema
        host/Forlop.Conformance           | Contracts Stubs PluginHost                                          |
        host/Forlop.Host                  | Plugins.Boundary Contracts Pathways Storage Stubs PluginHost Conformance | Grpc.AspNetCore.Server Grpc.Net.Client Grpc.Tools System.CommandLine Spectre.Console YamlDotNet OpenTelemetry* Microsoft.AspNetCore.Authentication.JwtBearer System.Security.Cryptography.Pkcs
        host/polyfills/*                  |                                                                     | Grpc.Core.Api Grpc.Net.Common Google.Protobuf
        plugins/*                         | Plugins.Sdk                                                         | *
        tests/TestPlugins/*               | Plugins.Sdk Plugins.Boundary Contracts tests/TestPlugins/*          | *
        tests/*                           | *                                                                   | *
        """;

    private static readonly Row[] Rows = [.. Table.Split('\n').Skip(1).Select(Row.Parse)];

    [Fact]
    public void Every_project_has_a_row() =>
        House.None(House.Projects.Where(project => RowOf(project) is null).Select(project => $"{project.Path} has no row in the reference table."));

    [Fact]
    public void No_project_references_a_project_that_its_row_does_not_name() =>
        House.None(
            from project in House.Projects
            let row = RowOf(project)
            where row is not null
            from reference in project.References
            where !row.MayReference(reference)
            select $"{project.Folder} references {reference}; its row allows: {string.Join(", ", row.References)}.");

    [Fact]
    public void No_project_takes_a_package_that_its_row_does_not_name() =>
        House.None(
            from project in House.Projects
            let row = RowOf(project)
            where row is not null
            from package in project.Packages
            where !row.Packages.Any(allowed => FileSystemName.MatchesSimpleExpression(allowed, package))
            select $"{project.Folder} takes package {package}; its row allows: {string.Join(", ", row.Packages)}.");

    [Fact]
    public void Only_the_host_orders_builds_and_only_of_plugins_and_stand_ins() =>
        House.None(
            from project in House.Projects
            where project.IsProduct
            from built in project.BuiltBefore
            where project.Folder != "host/Forlop.Host"
                || !(built.StartsWith("plugins/", StringComparison.Ordinal) || built.StartsWith("host/polyfills/", StringComparison.Ordinal))
            select $"{project.Folder} has {built} built before it.");

    // Otherwise a clean clone may run the tests before anything else has built the plugin's folder.
    [Fact]
    public void What_tests_name_of_the_test_plugins_is_built_before_them() =>
        House.None(
            from project in House.Projects
            where !project.IsProduct && !project.Folder.StartsWith("tests/TestPlugins/", StringComparison.Ordinal)
            let written = string.Concat(House.WithEnding(".cs").Where(file => file.StartsWith(project.Folder + "/", StringComparison.Ordinal)).Select(House.Read))
            from plugin in House.Projects
            where House.Files.Contains($"{plugin.Folder}/plugin.json") && plugin.Folder.StartsWith("tests/TestPlugins/", StringComparison.Ordinal)
            where written.Contains($"\"{plugin.Folder[(plugin.Folder.LastIndexOf('/') + 1)..]}\"", StringComparison.Ordinal)
            where !project.BuiltBefore.Any(built => FileSystemName.MatchesSimpleExpression(built, plugin.Folder))
            select $"{project.Folder} names {plugin.Folder} and does not have it built before.");

    [Fact]
    public void The_packages_that_have_a_stand_in_are_named_as_packages() =>
        House.None(
            from project in House.Projects
            from reference in project.References
            where reference.StartsWith("host/polyfills/", StringComparison.Ordinal)
            select $"{project.Folder} references {reference}. Name the package; Directory.Build.targets finds the stand-in.");

    private static Row? RowOf(ProjectFile project) => Array.Find(Rows, row => FileSystemName.MatchesSimpleExpression(row.Project, project.Folder));

    private sealed record Row(string Project, string[] References, string[] Packages)
    {
        public static Row Parse(string line)
        {
            var cells = line.Split('|');
            return new Row(cells[0].Trim(), [.. Words(cells[1]).Select(Folder)], Words(cells[2]));
        }

        public bool MayReference(string folder) => References.Any(allowed => FileSystemName.MatchesSimpleExpression(allowed, folder));

        private static string[] Words(string cell) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // `Contracts` is short for the folder */Forlop.Contracts; what holds a slash or is an asterisk stands for itself.
        private static string Folder(string word) => word == "*" || word.Contains('/') ? word : $"*/Forlop.{word}";
    }
}
