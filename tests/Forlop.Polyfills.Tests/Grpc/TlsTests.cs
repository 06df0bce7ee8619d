using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class TlsTests
{
    [Fact]
    public async Task A_caller_is_named_by_his_certificate()
    {
        using var serverCertificate = Certificate("localhost");
        using var clientCertificate = Certificate("kommune-0301");
        await using var app = await StartAsync(serverCertificate, new Script
        {
            Unary = (_, context) => Task.FromResult(new EchoResponse { Text = $"{context.AuthContext.IsPeerAuthenticated} {context.AuthContext.PeerIdentity.Single().Value}" }),
        });
        using var channel = Channel(app, clientCertificate);

        var response = await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).Soon();

        Assert.Equal("True kommune-0301", response.Text);
    }

    [Fact]
    public async Task A_caller_without_a_certificate_is_nobody()
    {
        using var serverCertificate = Certificate("localhost");
        await using var app = await StartAsync(serverCertificate, new Script
        {
            Unary = (_, context) => Task.FromResult(new EchoResponse { Text = $"{context.AuthContext.IsPeerAuthenticated}" }),
        });
        using var channel = Channel(app, certificate: null);

        Assert.Equal("False", (await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).Soon()).Text);
    }

    [Fact]
    public async Task A_server_that_demands_a_certificate_lets_in_its_own_callers_alone()
    {
        using var serverCertificate = Certificate("localhost");
        using var known = Certificate("kommune-0301");
        using var stranger = Certificate("kommune-0301");
        await using var app = await StartAsync(serverCertificate, new Script(), https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == known.Thumbprint;
        });
        using var own = Channel(app, known);
        await new Protos.EchoService.EchoServiceClient(own).UnaryAsync(new EchoRequest()).Soon();

        foreach (var certificate in new[] { null, stranger })
        {
            using var channel = Channel(app, certificate);
            var refused = (await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode;

            // With TLS 1.3 the refusal may arrive after the handshake, in the middle of the call.
            Assert.Contains(refused, new[] { StatusCode.Unavailable, StatusCode.Internal });
        }
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_is_unavailable()
    {
        using var serverCertificate = Certificate("localhost");
        await using var app = await StartAsync(serverCertificate, new Script());
        using var channel = GrpcChannel.ForAddress(app.Urls.Single());

        Assert.Equal(StatusCode.Unavailable, (await new Protos.EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest()).StatusAsync()).StatusCode);
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate, Script script, Action<HttpsConnectionAdapterOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(script);
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
            configure?.Invoke(https);
        })));
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        return app;
    }

    private static GrpcChannel Channel(WebApplication app, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true; // Signed by nobody: the test is about the caller.
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        return GrpcChannel.ForAddress(app.Urls.Single(), new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
