using Forlop.Contracts.V1;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways.Decisions;

/// <summary><see cref="Redo"/> for the consent ledger.</summary>
internal static class RedoLedger
{
    public static Decision Of(Pathway pathway, HistoryEntry entry, Facts facts)
    {
        switch (entry.PayloadCase)
        {
            case Payload.ConsentRecorded:
                var given = entry.ConsentRecorded.Consent;
                return ConsentDecisions.Record(
                    pathway,
                    new()
                    {
                        HolderId = given.HolderId,
                        Purposes = { given.Purposes },
                        Recipients = { given.Recipients },
                        Areas = { given.Areas },
                        Direction = given.Direction,
                        Form = given.Form,
                        DocumentReference = given.DocumentReference,
                        OccurredOn = entry.OccurredOn,
                        Source = entry.Source,
                    },
                    facts);
            case Payload.ConsentRefused:
                var refused = entry.ConsentRefused.Refusal;
                return ConsentDecisions.Refuse(
                    pathway,
                    new()
                    {
                        HolderId = refused.HolderId,
                        Purposes = { refused.Purposes },
                        Recipients = { refused.Recipients },
                        Areas = { refused.Areas },
                        Direction = refused.Direction,
                        Form = refused.Form,
                        DocumentReference = refused.DocumentReference,
                        OccurredOn = entry.OccurredOn,
                        Source = entry.Source,
                    },
                    facts);
            case Payload.ConsentWithdrawn:
                var withdrawn = entry.ConsentWithdrawn;
                return ConsentDecisions.Withdraw(
                    pathway,
                    new()
                    {
                        ConsentId = withdrawn.ConsentId,
                        Recipients = { withdrawn.Recipients },
                        Areas = { withdrawn.Areas },
                        Direction = withdrawn.Direction,
                        OccurredOn = entry.OccurredOn,
                        Source = entry.Source,
                    },
                    facts);
            default:
                var basis = entry.BasisStated.Basis;
                return ConsentDecisions.StateBasis(
                    pathway,
                    new()
                    {
                        LegalBasis = basis.LegalBasis,
                        Purposes = { basis.Purposes },
                        Recipients = { basis.Recipients },
                        Areas = { basis.Areas },
                        Direction = basis.Direction,
                        Reason = basis.Reason,
                        UntilOn = basis.UntilOn,
                        OccurredOn = entry.OccurredOn,
                        Source = entry.Source,
                    },
                    facts);
        }
    }
}
