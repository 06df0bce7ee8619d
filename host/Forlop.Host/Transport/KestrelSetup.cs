using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forlop.Host.Transport;

/// <summary>Where the sidecar listens, and what it puts up with there. The README's list of limits says the same.</summary>
internal static class KestrelSetup
{
    public static void Apply(KestrelServerOptions kestrel, TransportLimits limits, string socketPath, IPEndPoint? loopback)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = limits.Idle;
        kestrel.Limits.RequestHeadersTimeout = limits.Headers;

        // A credential, a person and a little tracing; a JWT is two to four of the kilobytes.
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;

        // A unary request must go on arriving, or its caller could hold it for ever; requests that stream are exempt (by the gRPC
        // server, call by call), and so are responses: a watcher may read as slowly as it likes, and is asked by ping whether it is there.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = null;

        var http2 = kestrel.Limits.Http2;
        http2.MaxStreamsPerConnection = limits.CallsPerConnection;
        http2.MaxRequestHeaderFieldSize = 16 * 1024;
        http2.KeepAlivePingDelay = limits.PingAfter;
        http2.KeepAlivePingTimeout = limits.PingAnswer;

        // What a connection can make the sidecar hold of requests that nobody reads yet. Ours are a kilobyte or two; a larger one takes
        // a few more turns.
        http2.InitialConnectionWindowSize = 512 * 1024;
        http2.InitialStreamWindowSize = 128 * 1024;

        kestrel.ListenUnixSocket(socketPath, endpoint => Serve(endpoint, limits));
        if (loopback is not null)
        {
            kestrel.Listen(loopback, endpoint => Serve(endpoint, limits));
        }
    }

    private static void Serve(ListenOptions endpoint, TransportLimits limits)
    {
        endpoint.Protocols = HttpProtocols.Http2;
        endpoint.Use(next => new ConnectionGate(next, limits).EnterAsync);
    }
}
