using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>
/// Our side of the interop cases, as a stranger meets it: two servers on loopback, plain and over TLS. The second lets a
/// connection carry two calls at a time.
/// </summary>
internal sealed class InteropHost : IAsyncDisposable
{
    private readonly WebApplication first;
    private readonly WebApplication second;

    private InteropHost(WebApplication first, WebApplication second, InteropIdentity identity)
    {
        (this.first, this.second) = (first, second);
        Peer = new InteropPeer(Address(first, "http:"), Address(second, "http:"), Address(first, "https:"), identity.Token, identity.Username, identity.Scope);
    }

    public InteropPeer Peer { get; }

    public static async Task<InteropHost> StartAsync(X509Certificate2 certificate)
    {
        var identity = new InteropIdentity("first");
        var unlimited = await StartAsync(identity, certificate, maxStreams: null);
        return new InteropHost(unlimited, await StartAsync(new InteropIdentity("second"), certificate, maxStreams: 2), identity);
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    private static async Task<WebApplication> StartAsync(InteropIdentity identity, X509Certificate2 certificate, int? maxStreams)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(identity);
        builder.Services.AddGrpc(grpc => grpc.ResponseCompressionAlgorithm = "gzip");
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            kestrel.Limits.Http2.MaxStreamsPerConnection = maxStreams ?? kestrel.Limits.Http2.MaxStreamsPerConnection;
        });
        var app = builder.Build();
        app.UseFrameWitness();
        app.MapGrpcService<InteropService>();
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication app, string scheme) => new(app.Urls.Single(url => url.StartsWith(scheme, StringComparison.Ordinal)));
}
