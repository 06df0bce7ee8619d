using Grpc.Core;

namespace Grpc.Net.Client;

public sealed class GrpcChannelOptions
{
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>Null leaves the choice to the address: http is insecure, https is secure.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Null is no limit, and is the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Null is no limit; the default is 4 MiB. Holds before and after decompression.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>Either this or HttpHandler. Its timeout ends every call, streams too.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The way to a Unix socket or to one's own certificates: a SocketsHttpHandler.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>True when the channel owns the HttpClient or HttpHandler that it was given.</summary>
    public bool DisposeHttpClient { get; set; }
}
