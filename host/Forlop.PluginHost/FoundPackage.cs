using System.Security.Cryptography;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>Something that lies where the host looks for plugins, and what is known of it.</summary>
internal sealed class FoundPackage(string path, bool shipped)
{
    private string seal = "";
    private string nextSeal = "";
    private bool nextWasTried;

    public string Path { get; private set; } = path;

    public bool Shipped { get; } = shipped;

    public PluginStatus Status { get; private set; } = new();

    /// <summary>What lies there in place of what runs; null when that is what runs.</summary>
    public NextPackage? Next { get; private set; }

    /// <summary>How often it was looked at; each time its bytes are staged in a folder of their own.</summary>
    public int Looks { get; private set; }

    /// <summary>False for a second package of the same id.</summary>
    public bool OwnsId { get; private set; }

    /// <summary>Whether another manifest lies there than the one that was read, or other contacts, or nothing that can be read.</summary>
    public bool HasChanged => SealNow() != seal;

    public bool Owns(string pluginId) => OwnsId && Status.PluginId == pluginId;

    public int LookAgain() => ++Looks;

    /// <summary>It lay elsewhere, and that is gone: a new archive has a new name.</summary>
    public void MoveTo(string path) => Path = path;

    /// <summary>Nothing is known of it yet, save where it lies.</summary>
    public PluginStatus Blank() => new() { PluginId = OwnsId ? Status.PluginId : Package.NameOf(Path), State = PluginState.LeftOut, Shipped = Shipped };

    /// <summary>It is from now on what was looked at.</summary>
    public void Take(Looked looked)
    {
        (Status, seal, Next) = (looked.Status, looked.Seal, null);
        OwnsId |= looked.OwnsId;
    }

    /// <summary>It was looked at, and what runs goes on: because nobody has reloaded it, or for the reason that a reload found.</summary>
    public void TakeBeside(Looked looked, LocalizedText? reason = null)
    {
        var status = looked.Status;
        (nextSeal, nextWasTried) = (looked.Seal, reason is not null);
        Next = looked.Seal == seal ? null : new NextPackage
        {
            Version = status.Version, PackageSha256 = status.PackageSha256, Asks = status.Asks, NewlyAsked = status.NewlyAsked, NoLongerAsked = status.NoLongerAsked,
            EngineId = status.EngineId, WaitsForApproval = status.State == PluginState.WaitingForApproval, Problem = reason ?? status.Problem,
        };
    }

    /// <summary>Whether what lies there beside what runs has to be looked at to be told of.</summary>
    public bool NeedsALookBeside()
    {
        var now = SealNow();
        if (now == seal)
            Next = null;
        return now != seal && !(Next is not null && now == nextSeal && (nextWasTried || Next.Asks is not null));
    }

    /// <summary>What a manifest says.</summary>
    public static void Describe(PluginStatus status, PluginManifest manifest, string sha256)
    {
        status.PluginId = manifest.Id;
        status.Version = manifest.Version;
        status.Kinds.Add(manifest.Kinds);
        status.Tenants.Add(manifest.Tenants);
        status.EngineId = manifest.Engine ?? "";
        status.PackageSha256 = sha256;
    }

    /// <summary>Stands for the whole package with its contacts, which no manifest vouches for.</summary>
    public static string SealOf(Package package, PluginManifest manifest) =>
        manifest.LooseContacts() is { } contacts && package.Files.Contains(contacts)
            ? $"{package.Hash}/{Convert.ToHexStringLower(SHA256.HashData(package.Read(contacts)))}"
            : package.Hash;

    private string SealNow()
    {
        try
        {
            using var package = Package.Open(Path);
            return SealOf(package, ManifestReader.Read(package));
        }
        catch (Exception e) when (e is LeftOutException or IOException or UnauthorizedAccessException)
        {
            return ""; // A look says what is wrong with it.
        }
    }
}
