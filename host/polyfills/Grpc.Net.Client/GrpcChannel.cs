using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace Grpc.Net.Client;

public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly Uri address;
    private readonly ConcurrentDictionary<string, Uri> methods = new();
    private readonly HttpMessageInvoker http;
    private readonly bool disposeHttp;
    private readonly CancellationTokenSource closing = new();
    private int disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        this.address = address;
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        (http, disposeHttp) = HttpOf(options);
    }

    internal int? MaxSendMessageSize { get; }

    internal int? MaxReceiveMessageSize { get; }

    /// <summary>Raised when the channel is disposed: its calls end with it.</summary>
    internal CancellationToken Closing => closing.Token;

    internal bool IsDisposed => Volatile.Read(ref disposed) == 1;

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ForAddress(new Uri(address), channelOptions);
    }

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        var secure = address.Scheme == Uri.UriSchemeHttps;
        if (!secure && address.Scheme != Uri.UriSchemeHttp)
        {
            throw new InvalidOperationException($"A channel speaks http or https, not '{address.Scheme}'. For a Unix socket give an http address and a ConnectCallback.");
        }

        if (channelOptions.Credentials is { } credentials && secure != (credentials == ChannelCredentials.SecureSsl))
        {
            throw new InvalidOperationException($"Address '{address}' does not fit its credentials: http is insecure, https is secure.");
        }

        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new HttpCallInvoker(this);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        closing.Cancel();
        if (disposeHttp)
        {
            http.Dispose();
        }
    }

    internal Uri UriOf(IMethod method) => methods.GetOrAdd(method.FullName, static (path, address) => new Uri(address, path), address);

    // A plain HttpClient.SendAsync would wait for the whole response, and a stream has no end.
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => http is HttpClient client
        ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
        : http.SendAsync(request, cancellationToken);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static (HttpMessageInvoker Http, bool Dispose) HttpOf(GrpcChannelOptions options)
    {
        if (options.HttpClient is not null && options.HttpHandler is not null)
        {
            throw new ArgumentException("HttpClient and HttpHandler are both set: the channel can use only one.", nameof(options));
        }

        if (options.HttpClient is { } client)
        {
            return (client, options.DisposeHttpClient);
        }

        if (options.HttpHandler is { } handler)
        {
            return (new HttpMessageInvoker(handler, options.DisposeHttpClient), true);
        }

        // One connection carries 100 calls at a time by default; the next ones would wait.
        var own = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseCookies = false, AllowAutoRedirect = false };
        return (new HttpMessageInvoker(own, disposeHandler: true), true);
    }
}
