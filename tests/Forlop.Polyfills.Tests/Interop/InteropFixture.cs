using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>What the interop tests of a class share: our servers, a certificate, stubs for Python; and with all others the table they fill.</summary>
public sealed class InteropFixture(IMessageSink console) : IAsyncLifetime
{
    public const string Python = "python";
    public const string Node = "node";

    // Debian's own, to which python3-grpcio belongs.
    private const string Interpreter = "/usr/bin/python3";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-interop-");
    private InteropHost? host;

    internal static InteropTable Table { get; } = new();

    internal InteropPeer Ours => host!.Peer;

    private X509Certificate2 Certificate { get; } = SelfSigned();

    private static string Protos => RepositoryFolder.Combine("tests", "Forlop.Polyfills.Tests", "Protos");

    private string CertificateFile => Path.Combine(folder.FullName, "certificate.pem");

    private string KeyFile => Path.Combine(folder.FullName, "key.pem");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(CertificateFile, Certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(KeyFile, Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        host = await InteropHost.StartAsync(Certificate);
    }

    public async Task DisposeAsync()
    {
        // The table is for people: on the console of `dotnet test`, and in a file for whoever comes later.
        var results = RepositoryFolder.Combine("artifacts", "test-results");
        Directory.CreateDirectory(results);
        Table.Save(Path.Combine(results, "interop.md"));
        if (Table.IsComplete)
        {
            console.OnMessage(new DiagnosticMessage("{0}{1}", Environment.NewLine, Table.ToString()));
        }

        await host!.DisposeAsync();
        Certificate.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>A client of others, sent through all cases against our servers.</summary>
    internal async Task<CaseResult[]> RunClientAsync(string language)
    {
        var lines = language == Python
            ? await OtherProcess.RunAsync(Interpreter, ["interop_client.py", About()], Folder(language), await PythonAsync())
            : await OtherProcess.RunAsync("node", ["interop_client.mjs", About()], Folder(language));
        return [.. lines.Select(CaseResult.Parse)];
    }

    internal async Task<OtherServer> StartServerAsync(string language) => await OtherServer.ListeningAsync(
        language == Python
            ? OtherProcess.Start(Interpreter, ["interop_server.py", About()], Folder(language), await PythonAsync())
            : OtherProcess.Start("node", ["interop_server.mjs", About()], Folder(language)),
        Ours);

    internal async Task<CaseResult[]> RunOurClientAsync(InteropPeer peer)
    {
        using var client = new OurClient(peer, Certificate);
        return await client.RunAsync();
    }

    private static string Folder(string language) => RepositoryFolder.Combine("tests", "clients", language);

    // All that a script has to know: of our servers, and of those that it shall start.
    private string About() => JsonSerializer.Serialize(new
    {
        plain = Ours.Plain.Authority,
        second = Ours.Second.Authority,
        secure = Ours.Secure.Authority,
        token = Ours.Token,
        username = Ours.Username,
        scope = Ours.Scope,
        ca = CertificateFile,
        certificate = CertificateFile,
        key = KeyFile,
        proto = Path.Combine(Protos, "interop.proto"),
    });

    // What is imported and what is imported from; no bytecode is left in the source tree.
    private async Task<Dictionary<string, string>> PythonAsync()
    {
        var generated = folder.CreateSubdirectory("python").FullName;
        await OtherProcess.RunAsync("protoc",
            [$"--proto_path={Protos}", $"--python_out={generated}", $"--grpc_python_out={generated}", "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", "interop.proto"]);
        return new() { ["PYTHONPATH"] = generated, ["PYTHONDONTWRITEBYTECODE"] = "1" };
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=forlop-interop", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
