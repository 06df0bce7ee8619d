namespace Forlop.Host.Tests;

/// <summary>Health and reflection as clients that others wrote see them, against a sidecar in a process of its own.</summary>
public sealed class ReflectionClientTests : IAsyncLifetime
{
    private const string Expected = "check SERVING\nwatch SERVING\nlists True\ncalled 0";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-dev-");
    private readonly ForlopProcess sidecar;

    public ReflectionClientTests() => sidecar = ForlopProcess.StartBare("serve", "--dev", "--data", Data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "none");

    private static string Protos => RepositoryFolder.Combine("host", "Forlop.Host", "Protos");

    private string Data => Path.Combine(folder.FullName, "data");

    public Task InitializeAsync() => sidecar.Listening;

    public async Task DisposeAsync()
    {
        await sidecar.StopAsync();
        sidecar.Dispose();
        folder.Delete(recursive: true);
    }

    [SkippableFact("/usr/bin/python3 -c 'import grpc' && command -v protoc", "python3-grpcio, protobuf-compiler and protobuf-compiler-grpc")]
    public async Task A_python_client_asks_for_health_and_calls_what_reflection_told_it()
    {
        var generated = folder.CreateSubdirectory("python").FullName;
        await OtherProcess.RunAsync("protoc",
            [$"--proto_path={Protos}", $"--python_out={generated}", $"--grpc_python_out={generated}", "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", "health.proto", "reflection.proto"]);
        var output = await OtherProcess.RunAsync("/usr/bin/python3", [RepositoryFolder.Combine("tests", "clients", "python", "reflection_client.py"), Data],
            environment: new Dictionary<string, string> { ["PYTHONPATH"] = generated });
        Assert.Equal(Expected, string.Join('\n', output));
    }

    [SkippableFact("test -d tests/clients/node/node_modules/@grpc/grpc-js", "the Node client's packages: npm ci --prefix tests/clients/node")]
    public async Task A_node_client_asks_for_health_and_calls_what_reflection_told_it()
    {
        var output = await OtherProcess.RunAsync("node", ["reflection_client.mjs", Data, Protos], RepositoryFolder.Combine("tests", "clients", "node"));
        Assert.Equal(Expected, string.Join('\n', output), ignoreCase: true);
    }
}
