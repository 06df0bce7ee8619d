using Forlop.Plugins.Sdk;

namespace KindsSample;

/// <summary>The inbox under an id of its own, so that one sidecar can have all three.</summary>
[Plugin("kinds-inbox", "1.0.0")]
public sealed class OwnInbox : FolderInbox;
