namespace Forlop.Plugins.Boundary;

/// <summary>
/// The one type that a host and an in-process plugin share: gRPC calls as bytes. It speaks of the base class library and of
/// nothing else, so that a plugin brings its own protobuf, its own SDK and its own everything.
/// </summary>
/// <remarks>
/// <para>The manifest names the class; it has a public constructor without parameters. The host makes one instance for each
/// tenant that the plugin serves, calls Describe and Configure on it, then whatever the plugin's kind offers.</para>
/// <para><b>Threads.</b> Calls may overlap and come from any thread. Within one call the host asks for one reply at a time.
/// A call that blocks its thread costs the host that thread: wait asynchronously.</para>
/// <para><b>Frozen.</b> A change of this interface would part every plugin from every host; the assembly's version is 1.0.0.0
/// for ever.</para>
/// </remarks>
/// <example>
/// A unary call is a stream of one, both ways:
/// <code>
/// public async IAsyncEnumerable&lt;ReadOnlyMemory&lt;byte&gt;&gt; CallAsync(…)
/// {
///     await foreach (var frame in requests.WithCancellation(cancellation))
///         yield return Answer(frame);
///     complete(0, "", []);
/// }
/// </code>
/// </example>
public interface IPluginEndpoint : IAsyncDisposable
{
    /// <summary>Begins one call. Nothing needs to happen before the first reply is asked for.</summary>
    /// <param name="method">The full gRPC name: <c>/forlop.plugin.v1.RoutingPluginService/Route</c>. One that the plugin does not
    /// know is completed with 12 (UNIMPLEMENTED).</param>
    /// <param name="metadata">Request metadata: keys in lower-case ASCII, repeated keys in order. The value of a key that ends in
    /// <c>-bin</c> is any bytes, of any other key ASCII text.</param>
    /// <param name="deadline">When the host stops waiting, if it does. It enforces that itself; the plugin may give up sooner.</param>
    /// <param name="requests">Request messages, serialised. A frame is valid until the next is asked for: copy what must live longer.
    /// It ends when the caller has no more to say; it throws <see cref="OperationCanceledException"/> when the call is cancelled. It
    /// may be left unread, and is enumerated at most once.</param>
    /// <param name="complete">
    /// Ends the call: gRPC status code, a message without personal data, trailing metadata in the form of
    /// <paramref name="metadata"/>. Called exactly once, after the last reply and before the enumeration ends, from any thread; the
    /// host keeps nothing of what it is given. An enumeration that ends without it, or throws, counts as 13 (INTERNAL). Only a call
    /// that is cancelled may leave it out.
    /// </param>
    /// <param name="cancellation">Set when the caller has gone or the deadline has passed. Nothing is read after that; the host may
    /// leave before the plugin notices.</param>
    /// <returns>Reply messages, serialised, enumerated once. A frame is valid until the next is asked for or the enumerator is
    /// disposed.</returns>
    IAsyncEnumerable<ReadOnlyMemory<byte>> CallAsync(
        string method,
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> metadata,
        DateTimeOffset? deadline,
        IAsyncEnumerable<ReadOnlyMemory<byte>> requests,
        Action<int, string, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>> complete,
        CancellationToken cancellation);
}
