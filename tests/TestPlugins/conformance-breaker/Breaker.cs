using System.Runtime.CompilerServices;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Boundary;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace ConformanceBreaker;

/// <summary>
/// A sound plugin behind a wall that breaks one rule: the one whose number stands in breaks.txt. Everything else passes as it is, so
/// that an examination has to find that rule broken, and no other.
/// </summary>
public abstract class Breaker(IPluginEndpoint sound) : IPluginEndpoint
{
    /// <summary>Such as "RO-1", or "FI-2 early" for one of several ways; "nothing" keeps them all.</summary>
    protected string Breaks { get; } = File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(Breaker).Assembly.Location)!, "breaks.txt"));

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> CallAsync(
        string method,
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> metadata,
        DateTimeOffset? deadline,
        IAsyncEnumerable<ReadOnlyMemory<byte>> requests,
        Action<int, string, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>> complete,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(complete);
        var name = method[(method.LastIndexOf('/') + 1)..];
        var call = new BrokenCall(name);
        var end = (Code: (int)CallStatus.Ok, Message: "");
        try
        {
            await foreach (var reply in sound.CallAsync(method, metadata, deadline, Noting(requests, call, cancellation), (code, message, _) => end = (code, message), cancellation))
            {
                if (Changed(call, reply) is { } changed)
                    yield return changed;
            }
        }
        finally
        {
            Over(call);
        }

        if (Added(call, (CallStatus)end.Code) is { } added)
        {
            yield return added.ToByteArray();
            end = ((int)CallStatus.Ok, "");
        }

        complete((int)Ended(call, (CallStatus)end.Code), end.Message, []);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return sound.DisposeAsync();
    }

    /// <summary>A request has come; it may be another than the sound plugin will see.</summary>
    protected virtual void Came(BrokenCall call)
    {
        // Each kind has its own.
    }

    /// <summary>The call is over, however it went; a kill leaves no time for it.</summary>
    protected virtual void Over(BrokenCall call)
    {
        // Only who has something to put away.
    }

    /// <summary>The reply that leaves in place of the sound one; null for none.</summary>
    protected virtual ReadOnlyMemory<byte>? Changed(BrokenCall call, ReadOnlyMemory<byte> reply)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Name switch
        {
            "Describe" => Described(DescribeResponse.Parser.ParseFrom(reply.Span)).ToByteArray(),
            "Configure" => Configured(ConfigureResponse.Parser.ParseFrom(reply.Span), call.Read(ConfigureRequest.Parser)).ToByteArray(),
            _ => reply,
        };
    }

    /// <summary>A reply where the sound plugin had none, or one more; the call then ends well. Null for none.</summary>
    protected virtual IMessage? Added(BrokenCall call, CallStatus end) => end == CallStatus.Unimplemented && Breaks == "PL-2" ? new CheckResponse() : null;

    protected virtual CallStatus Ended(BrokenCall call, CallStatus end)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Name == "Check" && Breaks == "CK-2" ? CallStatus.Internal : end;
    }

    private DescribeResponse Described(DescribeResponse self)
    {
        self.PluginId = "conformance-breaker";
        if (Breaks == "PL-3")
            self.PluginVersion = "9.9.9";
        if (Breaks == "PL-4")
            self.ContractMin = self.ContractMax = new ContractVersion { Major = 7, Minor = 0 };
        return self;
    }

    private ConfigureResponse Configured(ConfigureResponse answer, ConfigureRequest request)
    {
        var text = request.Files.Single(file => file.Role == "breaks").Content.ToStringUtf8();
        if (!text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ' '))
            answer.Problems.Add(new Problem { File = "breaks.txt", Line = 1, Message = new LocalizedText { Nb = "Dette er ikke nummeret på en regel.", Nn = "Dette er ikkje nummeret på ein regel." } });
        if (Breaks == "PL-5")
            answer.Problems.Clear();
        return answer;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Noting(IAsyncEnumerable<ReadOnlyMemory<byte>> requests, BrokenCall call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var request in requests.WithCancellation(cancellation))
        {
            call.Request = request.ToArray();
            call.Head = call.Head.IsEmpty ? call.Request : call.Head;
            Came(call);
            if (call.EndsHere)
                throw new PluginException(CallStatus.Cancelled, "Enough was read.");
            yield return call.Request;
        }
    }
}
