using System.Text.RegularExpressions;

namespace Forlop.Host.Tests;

/// <summary>The README's snippets, run as they stand against a sidecar in a process of its own.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";
    private static readonly string Root = RepositoryFolder.Path;
    private static readonly string Clients = Path.Combine(Root, "tests", "clients");
    private static readonly string Protos = Path.Combine(Root, "contracts", "proto");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-cli-");
    private readonly ForlopProcess sidecar;

    public ClientTests() => sidecar = ForlopProcess.Start("serve", "--data", Data, "--key", Path.Combine(folder.FullName, "master.key"), "--listen", "none");

    private string Data => Path.Combine(folder.FullName, "data");

    public Task InitializeAsync() => sidecar.Listening;

    public async Task DisposeAsync()
    {
        await sidecar.StopAsync();
        sidecar.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_csharp_snippet_opens_a_pathway()
    {
        using var output = new StringWriter();
        await Vendor.FirstCall.RunAsync(Data, output);
        AssertOpened(output.ToString(), "Committed");
    }

    [SkippableFact("/usr/bin/python3 -c 'import grpc'", "python3-grpcio, protobuf-compiler and protobuf-compiler-grpc")]
    public async Task The_python_snippet_opens_a_pathway()
    {
        string[] protos = [.. Directory.EnumerateFiles(Path.Combine(Protos, "forlop"), "*.proto", SearchOption.AllDirectories)];
        var generated = folder.CreateSubdirectory("python").FullName;
        var (generatorExit, generator) = await ForlopProcess.RunOtherAsync(
            "protoc", Protos, [$"--proto_path={Protos}", $"--python_out={generated}", $"--grpc_python_out={generated}", $"--plugin=protoc-gen-grpc_python={Plugin()}", .. protos]);
        Assert.True(generatorExit == 0, generator);

        var (exitCode, output) = await ForlopProcess.RunOtherAsync("env", generated, [$"PYTHONPATH={generated}", Python, Path.Combine(Clients, "python", "first_call.py"), Data]);
        Assert.True(exitCode == 0, output);
        AssertOpened(output, "STAGE_COMMITTED");
    }

    [SkippableFact("test -d tests/clients/node/node_modules/@grpc/grpc-js", "the Node client's packages: npm ci --prefix tests/clients/node")]
    public async Task The_node_snippet_opens_a_pathway()
    {
        var (exitCode, output) = await ForlopProcess.RunOtherAsync("node", Path.Combine(Clients, "node"), ["first_call.mjs", Data, Protos]);
        Assert.True(exitCode == 0, output);
        AssertOpened(output, "STAGE_COMMITTED");
    }

    [Theory]
    [InlineData("csharp", "csharp/FirstCall.cs")]
    [InlineData("python", "python/first_call.py")]
    [InlineData("js", "node/first_call.mjs")]
    public void The_README_shows_the_very_file_that_is_run(string language, string file)
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var snippets = Regex.Matches(readme, $"```{language}\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture).Select(match => match.Groups["code"].Value);
        Assert.Contains(File.ReadAllText(Path.Combine(Clients, file)), snippets);
    }

    private static void AssertOpened(string output, string stage)
    {
        var lines = output.Trim().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal($"{stage} version 2", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("2026-02-23 Beslutt om forløpet skal startes - 6 uker", StringComparison.Ordinal));
    }

    private static string Plugin() => "/usr/bin/grpc_python_plugin";
}
