using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.Conformance.Checks;

/// <summary>Documents, pathways and events of nobody. Their ids are new in every run, so that one run does not meet another's.</summary>
internal sealed class Invented(string tenant, string todayOn, TimeProvider clock)
{
    private const int Pieces = 600_000; // three of those that a host sends

    private static readonly byte[] Content = [.. Enumerable.Range(0, Pieces).Select(at => (byte)(at % 251))];

    // Ids of one run follow on each other, with nobody's in between.
    private readonly string stem = Guid.CreateVersion7().ToString()[..24];

    public static Stream Document => new MemoryStream(Content, writable: false);

    public static byte[] Half => Content[..(Pieces / 2)];

    public string Tenant => tenant;

    public string Child { get; } = $"kit-{Guid.CreateVersion7():n}";

    public string PathwayId(int number) => $"{stem}{number:000000000000}";

    public FilingHeader Header(string filingId, int sizeIs = 0, bool hashIsAnother = false)
    {
        var hash = SHA256.HashData(Content);
        if (hashIsAnother)
            hash[0] ^= 1;
        return new FilingHeader
        {
            FilingId = filingId, TenantId = tenant, PathwayId = PathwayId(1), ChildReference = Child, Title = "Prøvedokument", DocumentType = "minutes",
            Direction = FilingDirection.Internal, DatedOn = todayOn, FileName = "minutes.pdf", MediaType = "application/pdf",
            SizeBytes = Pieces + sizeIs, Sha256 = ByteString.CopyFrom(hash), AccessCode = "UO", AccessProvision = "Offl. § 13 jf. bvl. § 13-1",
        };
    }

    /// <summary>Another document under the same id, whole and right by itself.</summary>
    public FilingHeader HeaderOfAnother(string filingId, out Stream document)
    {
        var bytes = Encoding.UTF8.GetBytes("another document");
        document = new MemoryStream(bytes, writable: false);
        var header = Header(filingId);
        (header.SizeBytes, header.Sha256) = (bytes.Length, ByteString.CopyFrom(SHA256.HashData(bytes)));
        return header;
    }

    public string EventId(int number, int version) => $"{PathwayId(number)[24..]}.{version}.{stem[..8]}";

    /// <summary>Events of these versions. The third is of a kind that a plugin need not know.</summary>
    public DeliverRequest Events(int number, string child, params int[] versions) => new()
    {
        TenantId = tenant, PathwayId = PathwayId(number), ChildReference = child,
        Events = { versions.Select(version => Event(number, version)) },
    };

    public HeldPathway Held(int number, int version, string ending = "") => new()
    {
        PathwayId = PathwayId(number), Version = version,
        EventIdsSha256 = ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, version).Select(at => $"{EventId(number, at)}{ending}\n"))))),
    };

    private HistoryEntry Event(int number, int version)
    {
        var entry = new HistoryEntry { EventId = EventId(number, version), PathwayId = PathwayId(number), Version = version, RecordTime = Timestamp.FromDateTimeOffset(clock.GetUtcNow()), OccurredOn = todayOn };
        if (version == 1)
            entry.PathwayOpened = new PathwayOpened();
        else if (version != 3)
            entry.PathwayStarted = new PathwayStarted();
        return entry;
    }
}
