using System.Text;
using Forlop.Contracts.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>The last few calls of one plugin for one tenant: which, when and how they ended, and nothing of what was said. Its supervisor's lock guards it.</summary>
internal sealed class LastCalls
{
    /// <summary>As many as are told of a plugin.</summary>
    public const int Kept = 5;

    private readonly Queue<LastCall> calls = new(Kept);

    public IReadOnlyList<LastCall> All => [.. calls];

    public void Note(string rpc, DateTimeOffset began, TimeSpan took, StatusCode code)
    {
        if (calls.Count == Kept)
            calls.Dequeue();
        calls.Enqueue(new LastCall { Rpc = rpc, BeganTime = Timestamp.FromDateTimeOffset(began), TookMs = (long)took.TotalMilliseconds, Outcome = InWords(code) });
    }

    /// <summary><c>RoutingPluginService.Route</c> of the service's full name.</summary>
    public static string NameOf(IMethod method) => $"{method.ServiceName[(method.ServiceName.LastIndexOf('.') + 1)..]}.{method.Name}";

    // As gRPC writes it: DEADLINE_EXCEEDED.
    private static string InWords(StatusCode code)
    {
        if (code == StatusCode.OK)
            return "OK";
        var words = new StringBuilder();
        foreach (var letter in code.ToString())
        {
            if (char.IsUpper(letter) && words.Length > 0)
                words.Append('_');
            words.Append(char.ToUpperInvariant(letter));
        }

        return words.ToString();
    }
}
