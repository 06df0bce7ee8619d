namespace Forlop.PluginHost;

/// <summary>The kinds of plugin, as manifests and the handshake name them.</summary>
public static class PluginKinds
{
    public const string Routing = "routing";

    public const string Filing = "filing";

    public const string CaseSystem = "fagsystem";

    public const string Intake = "intake";

    public static readonly IReadOnlyList<string> All = [Routing, Filing, CaseSystem, Intake];
}
