using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>One call, as its handler sees it. How it starts and ends on the wire is the other half of this class.</summary>
internal sealed partial class HttpCallContext(HttpContext http, IMethod method, CallSettings settings) : ServerCallContext
{
    public const string HttpContextKey = "__HttpContext";

    private Metadata? requestHeaders;
    private Metadata? responseTrailers;
    private AuthContext? authContext;
    private Dictionary<object, object>? userState;
    private Status status = Status.DefaultSuccess;

    public HttpContext Http => http;

    protected override string MethodCore => method.FullName;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => http.Connection.RemoteIpAddress switch
    {
        { AddressFamily: AddressFamily.InterNetwork } address => $"ipv4:{address}:{http.Connection.RemotePort}",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:[{address}]:{http.Connection.RemotePort}",
        _ => "unknown", // A Unix socket has a file and no address.
    };

    protected override DateTime DeadlineCore => deadline;

    protected override Metadata RequestHeadersCore => requestHeaders ??= ReadRequestHeaders();

    protected override CancellationToken CancellationTokenCore => deadlineSource is null ? http.RequestAborted : deadlineToken;

    protected override Metadata ResponseTrailersCore => responseTrailers ??= [];

    protected override Status StatusCore
    {
        get => status;
        set => status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => authContext ??= PeerCertificate.ToAuthContext(http.Connection.ClientCertificate);

    // An interceptor may wrap this context; the dictionary is how the HttpContext is found all the same.
    protected override IDictionary<object, object> UserStateCore => userState ??= new() { [HttpContextKey] = http };

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass on Deadline and CancellationToken instead.");

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (http.Response.HasStarted)
        {
            throw new InvalidOperationException("Response headers can only be sent once per call, and before the first message.");
        }

        foreach (var entry in responseHeaders)
        {
            http.Response.Headers.Append(entry.Key, MetadataWire.ToHeaderValue(entry));
        }

        await StartResponseAsync();
        await http.Response.BodyWriter.FlushAsync();
    }

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in http.Request.Headers)
        {
            foreach (var value in values)
            {
                MetadataWire.Add(metadata, name, value ?? "");
            }
        }

        return metadata;
    }
}
