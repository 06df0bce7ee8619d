using Forlop.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace Forlop.Storage.Sqlite;

/// <summary>Entries of the access log.</summary>
internal static class Accesses
{
    public static AccessEntry Entry(Access access, Timestamp recordTime, string pathwayId, AccessOutcome outcome) => new()
    {
        RecordTime = recordTime,
        CallerId = access.CallerId,
        TenantId = access.TenantId,
        Actor = access.Actor,
        Rpc = access.Rpc,
        PathwayId = pathwayId,
        Outcome = outcome,
    };
}
