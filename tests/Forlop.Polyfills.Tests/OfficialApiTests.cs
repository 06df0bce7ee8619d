using System.Reflection;

namespace Forlop.Polyfills.Tests;

/// <summary>What compiles against a stand-in must compile against the package: each listing is the border.</summary>
public sealed class OfficialApiTests
{
    private static readonly DirectoryInfo Polyfills = new(Path.Combine(RepositoryRoot(), "host", "polyfills"));

    public static TheoryData<string> Packages() =>
        new(Polyfills.EnumerateDirectories().Where(folder => folder.EnumerateFiles("*.csproj").Any()).Select(folder => folder.Name));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_member_of_a_stand_in_is_one_of_the_official_API(string package)
    {
        var listed = PublicApi.Read(Listing(package)).ToHashSet();
        var (assembly, isStandIn) = Load(package);
        var actual = PublicApi.Of(assembly).ToHashSet();

        // With -p:OfficialPackages=true the package itself is here, and it is the listing that must be true.
        var excess = isStandIn ? actual.Except(listed) : listed.Except(actual);

        Assert.True(!excess.Any(), $"{package}: {(isStandIn ? "public, and not in official-api.txt" : "listed, and not in the package")}:\n{string.Join('\n', excess.Order())}");
    }

    [Fact]
    public void The_listings_are_found()
    {
        Assert.Contains("Grpc.Core.Api", Packages().Cast<object[]>().Select(row => (string)row[0]));
        Assert.Contains("enum Grpc.Core.StatusCode :: OK = 0", PublicApi.Read(Listing("Grpc.Core.Api")));
    }

    [Fact]
    public void A_public_member_that_is_not_listed_is_noticed()
    {
        var lines = PublicApi.Of(typeof(OfficialApiTests).Assembly).ToList();

        Assert.Contains("sealed class Forlop.Polyfills.Tests.OfficialApiTests :: static TheoryData<String> Packages()", lines);
    }

    private static string Listing(string package)
    {
        var file = Path.Combine(Polyfills.FullName, package, "official-api.txt");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    private static (Assembly Assembly, bool IsStandIn) Load(string package)
    {
        var standIn = Path.Combine(AppContext.BaseDirectory, $"Forlop.Polyfills.{package}.dll");
        return File.Exists(standIn)
            ? (Assembly.LoadFrom(standIn), true)
            : (Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"{package}.dll")), false);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Forlop.Plugins.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository, so the listings cannot be found.");
    }
}
