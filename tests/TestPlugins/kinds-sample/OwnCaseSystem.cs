using Forlop.Plugins.Sdk;

namespace KindsSample;

/// <summary>The fagsystem under an id of its own, so that one sidecar can have all three.</summary>
[Plugin("kinds-fagsystem", "1.0.0")]
public sealed class OwnCaseSystem : FolderCaseSystem;
