using System.Text;

namespace Forlop.Plugins.Sdk;

/// <summary>What belongs to one call and is not its message.</summary>
/// <example><code>
/// protected override async ValueTask&lt;RouteResponse&gt; Route(RouteRequest request, PluginCall call) =>
///     await table.LookUpAsync(request.Areas, call.Cancellation);
/// </code></example>
public sealed class PluginCall
{
    private readonly List<KeyValuePair<string, ReadOnlyMemory<byte>>> trailers = [];

    internal PluginCall(
        string method,
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> metadata,
        DateTimeOffset? deadline,
        CancellationToken cancellation) =>
        (Method, Metadata, Deadline, Cancellation) = (method, metadata, deadline, cancellation);

    /// <summary>The full gRPC name of the method.</summary>
    public string Method { get; }

    /// <summary>What the host sent along. The value of a key that ends in <c>-bin</c> is bytes, of any other ASCII text.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Metadata { get; }

    /// <summary>When the host stops waiting, if it does.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>Set when nobody waits for the answer any more. Pass it on to whatever the plugin waits for.</summary>
    public CancellationToken Cancellation { get; }

    internal IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Trailers => trailers;

    /// <summary>Adds text to what the host receives after the last reply.</summary>
    /// <param name="key">Lower-case ASCII, not ending in <c>-bin</c>.</param>
    /// <param name="value">ASCII.</param>
    public void AddTrailer(string key, string value) => AddTrailer(key, Encoding.ASCII.GetBytes(value));

    /// <summary>Adds bytes to what the host receives after the last reply.</summary>
    /// <param name="key">Lower-case ASCII, ending in <c>-bin</c> unless the bytes are ASCII text.</param>
    /// <param name="value">Must not change until the call has ended.</param>
    public void AddTrailer(string key, ReadOnlyMemory<byte> value) => trailers.Add(new(key, value));
}
