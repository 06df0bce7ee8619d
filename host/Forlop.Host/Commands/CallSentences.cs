using Grpc.Core;

namespace Forlop.Host.Commands;

/// <summary>What became of a call to the sidecar, and what to do: one sentence for each status.</summary>
internal static class CallSentences
{
    public static string Of(Status status) => status.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.Cancelled => "The sidecar that has the store does not answer. It may be starting or stopping: try again in a moment.",
        StatusCode.DeadlineExceeded => "The sidecar did not answer in time, and may have done what it was asked all the same. Look first, and then try again.",
        StatusCode.ResourceExhausted => "The sidecar has too much in hand, or what it was sent is too large. Try again later, or with less.",
        StatusCode.Unauthenticated => "The sidecar that runs does not take the credential that lies in the data folder. Name the folder with which it was started with --data.",
        StatusCode.Unimplemented => "The sidecar that runs is of another release and does not know this. Use the program of its release, or start it anew with this one.",
        StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss => "The sidecar failed at this, and trying again will hardly help. Its log says what happened, without anything of a person: report that.",
        _ => status.Detail.Length > 0 ? status.Detail : $"The sidecar refused this: {status.StatusCode}.",
    };
}
