using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>What the end of a call says of the plugin.</summary>
internal static class CallOutcome
{
    /// <summary>The plugin did not do its work. A refusal of the request is an answer, and a caller who leaves says nothing.</summary>
    public static bool IsFailure(StatusCode code) => code is
        StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unavailable or StatusCode.Unknown
        or StatusCode.ResourceExhausted or StatusCode.DataLoss or StatusCode.Unauthenticated;

    /// <summary>
    /// A new start may cure it. What the plugin depends on may be down (UNAVAILABLE) or full (RESOURCE_EXHAUSTED), and a plugin that
    /// says so is well: starting it anew would end in its quarantine for another's fault.
    /// </summary>
    public static bool MayBeCured(StatusCode code) => IsFailure(code) && code is not (StatusCode.Unavailable or StatusCode.ResourceExhausted);
}
