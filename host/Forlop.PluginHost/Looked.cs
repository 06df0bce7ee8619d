using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>What lay at one place when it was looked at. Nothing of it runs yet.</summary>
/// <param name="Status">As it would be listed, with what is wrong or why it waits.</param>
/// <param name="Seal">As <see cref="FoundPackage.SealOf"/>; empty when it could not be read.</param>
/// <param name="Staged">Its verified bytes; null unless it may run.</param>
/// <param name="OwnsId">Whether its id is its own.</param>
internal sealed record Looked(PluginStatus Status, string Seal, StagedPlugin? Staged, bool OwnsId)
{
    /// <summary>Sound bytes first, then whether they may run: what is broken is told as broken, and what is approved was looked at.</summary>
    public static Looked At(FoundPackage package, string staging, Func<string, bool> isTaken, PluginHostOptions options)
    {
        var status = package.Blank();
        var (seal, ownsId) = ("", false);
        try
        {
            using var opened = Package.Open(package.Path);
            var manifest = ManifestReader.Read(opened);
            FoundPackage.Describe(status, manifest, opened.Hash);
            if (isTaken(manifest.Id))
                throw new LeftOutException(Sentences.SameId(manifest.Id));
            (seal, ownsId) = (FoundPackage.SealOf(opened, manifest), true);
            var staged = StagedPlugin.Verify(manifest, opened, Path.Combine(staging, $"{manifest.Id}.{package.LookAgain()}"));
            var asks = Admission.RightsOf(manifest, LevelPolicy.AsksForTheProcess(manifest, package.Shipped, options));
            var admission = Admission.Of(manifest, asks, opened.Hash, package.Shipped, options.Decisions(manifest.Id));
            admission.Tell(status, asks);
            if (admission.Problem is null)
                return new Looked(status, seal, staged, ownsId);
            staged.Discard();
        }
        catch (LeftOutException e)
        {
            status.Problem = e.Why;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            status.Problem = Sentences.Unreadable(Path.GetFileName(package.Path));
        }

        return new Looked(status, seal, null, ownsId);
    }
}
