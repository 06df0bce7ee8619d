using System.Security.Cryptography;
using System.Text;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Forlop.Storage;
using Google.Protobuf;

namespace Forlop.Host.Tests.Exchange;

/// <summary>What stands in for the document RPCs until they come: the event and the content in one commit.</summary>
internal static class Documents
{
    /// <param name="claimed">What its hash says that it is, when that is something else.</param>
    public static async Task CommitAsync(IPathwayStore store, string pathwayId, Guid id, byte[] content, byte[]? claimed = null)
    {
        var filing = new Filing
        {
            FilingId = id.ToString(),
            DocumentType = "minutes",
            Title = "Referat fra avklaringsmøte",
            Direction = DocumentDirection.Internal,
            DatedOn = "2026-01-12",
            MediaType = "application/pdf",
            SizeBytes = content.Length,
            Sha256 = ByteString.CopyFrom(SHA256.HashData(claimed ?? content)),
        };
        var access = AccessOf("DocumentService.CommitDocument", pathwayId);
        var command = new Command(access, pathwayId, Creates: false, Guid.CreateVersion7(), Encoding.UTF8.GetBytes(id.ToString()), ExpectedVersion: null) { Document = new(id, content) };
        Assert.IsType<CommitResult.Committed>(await store.CommitAsync(command, reader => ExchangeDecisions.Commit(reader.Pathway!, filing, "2026-01-12", Source.CaseSystem)));
    }

    public static Task<bool> EnterHandleAsync(IPathwayStore store, string pathwayId, string handle) => store.EnterHandleAsync(AccessOf("HandleService.Issue", pathwayId), pathwayId, handle);

    public static Access AccessOf(string rpc, string pathwayId) => new("dev-havnes", "havnes", RunningSidecar.Caseworker, rpc, pathwayId);
}
