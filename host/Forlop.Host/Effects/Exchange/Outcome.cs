using System.Runtime.InteropServices;
using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What a plugin's answer means for what was handed to it.</summary>
/// <param name="Problem">Set when a person has to see to it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Outcome(Outcome.Ends End, HandoverProblem Problem = HandoverProblem.Unspecified)
{
    /// <summary>How it ended.</summary>
    public enum Ends
    {
        /// <summary>The other side has it.</summary>
        Taken,

        /// <summary>The plugin cannot be reached, and so nothing else would get through either.</summary>
        Unreachable,

        /// <summary>This did not get through in time, or not now; something else may.</summary>
        Slow,

        /// <summary>It goes no further without a person.</summary>
        Stopped,

        /// <summary>The store cannot read it: whoever runs the sidecar has to look, and nothing else is kept waiting.</summary>
        Unreadable,
    }

    public static Outcome Taken => new(Ends.Taken);

    public static Outcome Stopped(HandoverProblem problem) => new(Ends.Stopped, problem);

    /// <summary>As the contract of every kind has it; what a kind reads otherwise it looks at first.</summary>
    public static Outcome Of(RpcException fault) => fault.StatusCode switch
    {
        StatusCode.Unavailable => new(Ends.Unreachable),
        StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.ResourceExhausted => new(Ends.Slow),
        StatusCode.FailedPrecondition => Stopped(HandoverProblem.NeedsSomebody),
        _ => Stopped(HandoverProblem.PluginFault),
    };
}
