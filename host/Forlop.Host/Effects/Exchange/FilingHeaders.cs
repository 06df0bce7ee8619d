using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What an archive has to know of a document.</summary>
internal static class FilingHeaders
{
    // Documents of child welfare are kept from the public (offentleglova § 13, barnevernsloven § 13-1); "UO" is the code that archives use.
    private const string AccessCode = "UO";
    private const string AccessProvision = "Offl. § 13 jf. bvl. § 13-1";

    public static FilingHeader Of(string tenantId, Pathway pathway, Filing filing) => new()
    {
        FilingId = filing.FilingId,
        TenantId = tenantId,
        PathwayId = pathway.PathwayId,
        ChildReference = pathway.ChildReference,
        Title = filing.Title,
        DocumentType = filing.DocumentType,
        Direction = (FilingDirection)(int)filing.Direction,
        DatedOn = filing.DatedOn,
        FileName = $"{filing.DocumentType}{Ending(filing.MediaType)}",
        MediaType = filing.MediaType,
        SizeBytes = filing.SizeBytes,
        Sha256 = filing.Sha256,
        AccessCode = AccessCode,
        AccessProvision = AccessProvision,
    };

    private static string Ending(string mediaType) => mediaType switch
    {
        "application/pdf" => ".pdf",
        "application/json" => ".json",
        "application/xml" or "text/xml" => ".xml",
        "text/plain" => ".txt",
        _ => "",
    };
}
