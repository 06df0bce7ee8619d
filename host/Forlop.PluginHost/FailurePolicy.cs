namespace Forlop.PluginHost;

/// <summary>What becomes of a call when its plugin is down.</summary>
internal enum FailurePolicy
{
    /// <summary>The work is kept, tried again, and shown as a task with its reason.</summary>
    Park,

    /// <summary>Whoever asked is told why, and decides.</summary>
    Reject,

    /// <summary>The host goes on as if the plugin were not there.</summary>
    Skip,
}

/// <summary>How manifests name the policies.</summary>
internal static class FailurePolicies
{
    /// <summary>Null for a name that is none.</summary>
    public static FailurePolicy? Named(string name) => name switch
    {
        "park" => FailurePolicy.Park,
        "reject" => FailurePolicy.Reject,
        "skip" => FailurePolicy.Skip,
        _ => null,
    };

    /// <summary>
    /// What a manifest that was read without complaint comes to. A question that nobody answers goes back to the person who
    /// asked; what was acknowledged is never given up.
    /// </summary>
    public static FailurePolicy Of(PluginManifest manifest) =>
        manifest.FailurePolicy is { } name ? Named(name)!.Value : manifest.Kinds.Contains(PluginKinds.Routing) ? FailurePolicy.Reject : FailurePolicy.Park;

    /// <summary>A document, an event or a request that was passed over in silence would be lost.</summary>
    public static bool MaySkip(string kind) => kind == PluginKinds.Routing;
}
