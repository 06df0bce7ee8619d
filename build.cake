// dotnet tool restore && dotnet cake [--target=Build|Test|Pack|Bench] [--configuration=Debug]
const string Solution = "Forlop.Plugins.sln";
const string Packages = "artifacts/packages";

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

// What a vendor or the author of a plugin builds against; nothing else of Forløp is a package.
var packed = new[] { "Forlop.Contracts", "Forlop.Plugins.Boundary", "Forlop.Plugins.Sdk" };

Task("Build")
    .Description("Builds everything.")
    .Does(() => DotNetBuild(Solution, new DotNetBuildSettings { Configuration = configuration }));

Task("Test")
    .Description("Runs every test.")
    .IsDependentOn("Build")
    .Does(() => DotNetTest(Solution, new DotNetTestSettings { Configuration = configuration, NoBuild = true }));

Task("Bench")
    .Description("Measures wire, disk and command beside one another; the tables of host/PERFORMANCE.md. A quarter of an hour on a quiet machine.")
    .Does(() => DotNetRun("tests/Forlop.Bench", "", new DotNetRunSettings { Configuration = "Release" }));

Task("Pack")
    .Description($"Packs {string.Join(", ", packed)} into {Packages}.")
    .Does(() =>
    {
        CleanDirectory(Packages);
        foreach (var project in packed)
        {
            DotNetPack($"contracts/{project}/{project}.csproj", new DotNetPackSettings { Configuration = configuration, OutputDirectory = Packages });
        }
    });

Task("Default").IsDependentOn("Test");

RunTarget(target);
