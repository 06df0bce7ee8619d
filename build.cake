// dotnet tool restore && dotnet cake [--target=Build|Test|Pack|Scaffold|Bench|Crash|Handover|Faults|Reload|Planted] [--configuration=Debug]
const string Solution = "Forlop.Plugins.sln";
const string Packages = "artifacts/packages";

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

// What a vendor or the author of a plugin builds against; nothing else of Forløp is a package.
var packed = new[] { "Forlop.Contracts", "Forlop.Plugins.Boundary", "Forlop.Plugins.Sdk", "Forlop.Plugins.Templates" };

Task("Build")
    .Description("Builds everything.")
    .Does(() => DotNetBuild(Solution, new DotNetBuildSettings { Configuration = configuration }));

Task("Test")
    .Description("Runs every test.")
    .IsDependentOn("Build")
    .Does(() => DotNetTest(Solution, new DotNetTestSettings { Configuration = configuration, NoBuild = true }));

Task("Bench")
    .Description("Measures wire, disk and command beside one another, and what plugins cost; the tables of host/PERFORMANCE.md. Twenty minutes on a quiet machine.")
    .DoesForEach(new[] { "", "--plugins" }, table => DotNetRun("tests/Forlop.Bench", table, new DotNetRunSettings { Configuration = "Release" }));

// The long campaigns are tests of the suite, made longer. An hour and more each but the last; --seed=N repeats one.
void Campaign(string project, string filter, params (string Variable, string Value)[] length)
{
    var environment = length.ToDictionary(set => set.Variable, set => EnvironmentVariable(set.Variable) ?? set.Value);
    if (HasArgument("seed"))
    {
        environment["FORLOP_SEED"] = Argument<string>("seed");
    }

    DotNetTest($"tests/{project}", new DotNetTestSettings { Configuration = configuration, Filter = filter, Loggers = { "console;verbosity=detailed" }, EnvironmentVariables = environment });
}

Task("Crash")
    .Description("Kills the sidecar a thousand times under load, and compares.")
    .Does(() => Campaign("Forlop.Host.Tests", "FullyQualifiedName~.CrashTests", ("FORLOP_CRASH_ROUNDS", "1000")));

Task("Handover")
    .Description("Kills the sidecar and its plugins two hundred times while they hand over, and compares what arrived.")
    .Does(() => Campaign("Forlop.Host.Tests", "FullyQualifiedName~.HandoverTests", ("FORLOP_HANDOVER_ROUNDS", "200")));

Task("Faults")
    .Description("Fails, tears and kills at every operation of the disk, and cuts the power ten times at every moment.")
    .Does(() => Campaign("Forlop.Host.Tests", "FullyQualifiedName~DiskFaultTests|FullyQualifiedName~PowerCutTests|FullyQualifiedName~MigrationCrashTests|FullyQualifiedName~FullDiskTests", ("FORLOP_FAULT_STRIDE", "1"), ("FORLOP_FAULT_POINTS", "100000"), ("FORLOP_FAULT_COMMANDS", "40"), ("FORLOP_POWER_CUTS", "10")));

Task("Reload")
    .Description("Reloads plugins five hundred times, and holds what the host has at the end against what it had at first. Some minutes.")
    .Does(() => Campaign("Forlop.PluginHost.Tests", "FullyQualifiedName~ReloadGrowthTests", ("FORLOP_RELOADS", "500")));

Task("Planted")
    .Description("Every planted violation of filing, fagsystem and intake, found in a process of its own as well.")
    .Does(() => Campaign("Forlop.Conformance.Tests", "FullyQualifiedName~PlantedTests", ("FORLOP_PLANTED", "all")));

Task("Scaffold")
    .Description("Makes a plugin of each kind, builds it, runs its own tests, and has a sidecar start it.")
    .Does(() => Campaign("Forlop.Host.Tests", "FullyQualifiedName~ScaffoldTests", ("FORLOP_SCAFFOLD", "all")));

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
