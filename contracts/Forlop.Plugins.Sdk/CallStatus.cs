namespace Forlop.Plugins.Sdk;

/// <summary>How a call can end, in gRPC's numbers.</summary>
/// <example><code>throw new PluginException(CallStatus.NotFound, "No such filing.");</code></example>
public enum CallStatus
{
    /// <summary>It went well.</summary>
    Ok = 0,

    /// <summary>The caller, or its deadline, gave up.</summary>
    Cancelled = 1,

    /// <summary>The request is malformed; a repeat cannot help.</summary>
    InvalidArgument = 3,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>The id stands for something else already; a repeat cannot help.</summary>
    AlreadyExists = 6,

    /// <summary>There is no room; a repeat later may help.</summary>
    ResourceExhausted = 8,

    /// <summary>Not possible now; somebody must do something first.</summary>
    FailedPrecondition = 9,

    /// <summary>The plugin does not know the method.</summary>
    Unimplemented = 12,

    /// <summary>A bug in the plugin.</summary>
    Internal = 13,

    /// <summary>What the plugin depends on is down; a repeat later may help.</summary>
    Unavailable = 14,
}
