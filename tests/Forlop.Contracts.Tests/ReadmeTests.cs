using System.Text.RegularExpressions;

namespace Forlop.Contracts.Tests;

/// <summary>What contracts/README.md tells a vendor to do, done: in an empty folder, with the tools of others.</summary>
public sealed class ReadmeTests
{
    private static readonly bool OnCi = Environment.GetEnvironmentVariable("CI") == "true";

    [ToolFact("/usr/bin/python3", "/usr/bin/grpc_python_plugin", Cure = "apt-get install python3-grpcio protobuf-compiler protobuf-compiler-grpc")]
    public void A_vendor_generates_the_python_client_and_its_snippet_builds_a_call() =>
        InAnEmptyFolder($"""
            set -eu
            {Snippet("sh")}
            cat > client/snippet.py <<'PY'
            {Snippet("python")}

            class Channel:
                def __getattr__(self, name):
                    return lambda path, **_: (lambda request, metadata, timeout: (path, request.open_only, metadata[1][1]))
            path, open_only, actor = list_open(Channel(), "t")
            assert (path, open_only) == ("/forlop.v1.PathwayService/ListPathways", True)
            assert common_pb2.Actor.FromString(actor).user_id == "u-17"
            PY
            for file in $(cd client && find forlop -name '*_pb2*.py'); do
              (cd client && /usr/bin/python3 -c "import importlib; importlib.import_module('$(echo "$file" | sed 's/\.py$//' | tr / .)')")
            done
            (cd client && /usr/bin/python3 snippet.py)
            """);

    [ToolFact("tests/clients/node/node_modules/@grpc/grpc-js", Cure = "npm ci --prefix tests/clients/node")]
    public void A_vendor_loads_the_contract_in_node_and_the_snippet_builds_a_call() =>
        InAnEmptyFolder($$"""
            set -eu
            cat > snippet.js <<'JS'
            {{Snippet("js")}}
            forlop.PathwayService = class {
              ListPathways(request, metadata) {
                if (!request.open_only || forlop.Actor.deserialize(metadata.get('forlop-actor-bin')[0]).user_id !== 'u-17') throw new Error('not what was meant');
              }
            };
            listOpen('unix:/nowhere', 't', grpc.credentials.createInsecure(), () => {});
            JS
            NODE_PATH="$PWD/node_modules" node snippet.js
            """);

    private static string Snippet(string language) =>
        Regex.Match(File.ReadAllText(Repository.Full("contracts/README.md")), $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Groups["text"].Value;

    // The folder holds what a vendor has: the contract, and the packages that the language brings.
    private static void InAnEmptyFolder(string script)
    {
        var folder = Directory.CreateTempSubdirectory("forlop-vendor-").FullName;
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "contracts"), Repository.Full("contracts"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Repository.Full("tests/clients/node/node_modules"));
            var (exitCode, output) = Repository.Run("/bin/bash", "-c", $"cd '{folder}'\n{script.ReplaceLineEndings("\n")}");
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Skipped on a developer's machine that lacks the tool, with what would bring it; in CI absent means failed.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ToolFactAttribute(params string[] needed) : FactAttribute
    {
        public string Cure { get; init; } = "";

        public override string? Skip
        {
            get => OnCi || Array.TrueForAll(needed, path => Path.Exists(Repository.Full(path))) ? null : $"Missing {string.Join(" or ", needed)}: {Cure}";
            set => throw new NotSupportedException("What is missing decides.");
        }
    }
}
