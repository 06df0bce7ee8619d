namespace Forlop.Host;

/// <summary>The sidecar cannot start as it was asked to: exit code 2, and the message says what to change.</summary>
internal sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
