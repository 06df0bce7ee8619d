using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Looks at a package without a host: what it is, what it asks for, and whether its bytes are those that it names.</summary>
public static class PluginPackage
{
    /// <summary>The package as <c>ListPlugins</c> would show it; <see cref="PluginStatus.Problem"/> says what is wrong, if anything.</summary>
    /// <param name="path">A folder, or a zip archive.</param>
    public static PluginStatus Inspect(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var found = new FoundPackage(path, shipped: false);
        var status = found.Blank();
        var work = Directory.CreateTempSubdirectory("forlop-inspect-").FullName;
        try
        {
            using var package = Package.Open(path);
            var manifest = ManifestReader.Read(package);
            FoundPackage.Describe(status, manifest, package.Hash);
            status.Asks = Admission.RightsOf(manifest);
            StagedPlugin.Verify(manifest, package, Path.Combine(work, manifest.Id));
        }
        catch (LeftOutException e)
        {
            status.Problem = e.Why;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return status;
    }
}
