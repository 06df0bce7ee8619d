namespace Forlop.Contracts.Tests;

/// <summary>The door: v1 only grows.</summary>
public sealed class DescriptorSnapshotTests
{
    private const string Snapshot = "contracts/forlop-v1.descriptors.txt";

    [Fact]
    public void The_contract_is_the_one_that_is_written_down()
    {
        var now = DescriptorListing.Lines();
        if (Environment.GetEnvironmentVariable("FORLOP_RENEW") == "1")
        {
            File.WriteAllLines(Repository.Full(Snapshot), now);
        }

        var written = File.ReadAllLines(Repository.Full(Snapshot));
        var removed = written.Except(now, StringComparer.Ordinal).Select(line => $"- {line}").ToList();
        var added = now.Except(written, StringComparer.Ordinal).Select(line => $"+ {line}").ToList();

        Assert.True(removed.Count + added.Count == 0 && written.SequenceEqual(now, StringComparer.Ordinal), $"""
            The contract differs from {Snapshot}:
            {string.Join('\n', removed.Concat(added).DefaultIfEmpty("  the same lines in another order"))}
            {(removed.Count == 0 ? "Only additions." : "A line that is removed or renumbered breaks whoever compiled against it: that is v2, in a new folder.")}
            If it is meant, renew the listing and commit it: FORLOP_RENEW=1 dotnet test tests/Forlop.Contracts.Tests
            """);
    }

    [Fact]
    public void The_listing_tells_every_message_and_every_rpc()
    {
        var lines = DescriptorListing.Lines();

        Assert.Equal(Contract.Fields.Count(), lines.Count(line => line.StartsWith("field ", StringComparison.Ordinal)));
        Assert.Equal(Contract.Rpcs.Count(), lines.Count(line => line.StartsWith("rpc ", StringComparison.Ordinal)));
        Assert.Equal(Contract.Enums.Sum(type => type.Values.Count), lines.Count(line => line.StartsWith("value ", StringComparison.Ordinal)));
        Assert.Contains("rpc forlop.v1.PathwayService.WatchPathways(forlop.v1.WatchPathwaysRequest) returns (stream forlop.v1.WatchPathwaysResponse)", lines);
        Assert.Contains("field forlop.v1.DecideStartRequest.reason = 7 string personal health", lines);
    }

    [Fact]
    public void Every_proto_file_is_compiled_into_the_contract() =>
        Assert.Equal(
            Repository.Below("contracts/proto", ".proto").Select(file => Path.GetRelativePath(Repository.Full("contracts/proto"), file).Replace('\\', '/')),
            Contract.Files.Select(file => file.Name));
}
