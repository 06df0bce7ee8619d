namespace Forlop.Plugins.Sdk;

/// <summary>
/// Ends a call with a status of the plugin's choosing. Any other exception ends it with INTERNAL and a fixed sentence: its text
/// may hold something of a person, and stays in the plugin.
/// </summary>
/// <example><code>throw new PluginException(CallStatus.Unavailable, "The archive does not answer.");</code></example>
/// <param name="status">How the call ends.</param>
/// <param name="message">For the operator's log. Never personal data, never a raw payload.</param>
public sealed class PluginException(CallStatus status, string message) : Exception(message)
{
    /// <summary>How the call ends.</summary>
    public CallStatus Status { get; } = status;
}
