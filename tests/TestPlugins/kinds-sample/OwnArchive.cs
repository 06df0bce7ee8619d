using Forlop.Plugins.Sdk;

namespace KindsSample;

/// <summary>The archive under an id of its own, so that one sidecar can have all three.</summary>
[Plugin("kinds-archive", "1.0.0")]
public sealed class OwnArchive : FolderArchive;
