using Forlop.Host.Commands;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>What the command line says of a call that failed.</summary>
public sealed class CallSentenceTests
{
    [Fact]
    public void Each_status_has_a_sentence_and_only_what_passes_by_itself_is_to_be_tried_again_in_a_moment()
    {
        var said = Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK).ToDictionary(code => code, code => CallSentences.Of(new Status(code, "")));

        Assert.All(said.Values, Assert.NotEmpty);
        Assert.Equal([StatusCode.Cancelled, StatusCode.Unavailable], said.Where(pair => pair.Value.Contains("in a moment", StringComparison.Ordinal)).Select(pair => pair.Key).Order());
        Assert.Equal("Why.", CallSentences.Of(new Status(StatusCode.FailedPrecondition, "Why.")));
        Assert.DoesNotContain("secret", CallSentences.Of(new Status(StatusCode.Internal, "secret")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_sidecar_is_said_to_be_one_and_stays_as_it_is()
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("forlop-none-").FullName, "data");
        try
        {
            foreach (var verb in new string[][] { ["plugin", "list"], ["settings", "reload"] })
            {
                var (exitCode, output) = await ForlopProcess.RunAsync([.. verb, "--data", data]);

                Assert.Equal(2, exitCode);
                Assert.Contains($"forlop serve --data {data}", output, StringComparison.Ordinal);
                Assert.False(Directory.Exists(data));
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        }
    }
}
