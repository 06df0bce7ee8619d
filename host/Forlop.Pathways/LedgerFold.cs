using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using NodaTime;
using Payload = Forlop.Contracts.V1.HistoryEntry.PayloadOneofCase;

namespace Forlop.Pathways;

/// <summary>The consent ledger: it only grows.</summary>
internal static class LedgerFold
{
    /// <summary>False when the event is none of the ledger's.</summary>
    public static bool Apply(Pathway pathway, HistoryEntry entry)
    {
        switch (entry.PayloadCase)
        {
            case Payload.ConsentRecorded:
                var given = entry.ConsentRecorded.Consent;
                Enter(pathway, given);

                // Whoever says yes again answers what the withdrawal asked; a yes to something else does not.
                foreach (var taken in pathway.Consents.Where(consent => consent.HolderId == given.HolderId && Answered.By(pathway, consent, given)))
                {
                    FollowUpFold.Settle(pathway, entry, TaskKind.AssessOtherBasis, taken.ConsentId);
                }

                ReplaceEnded(pathway, entry);
                if (!given.Purposes.Contains(ConsentPurpose.Participation))
                {
                    return true;
                }

                // And whoever counts only since the child's situation changed has been asked.
                FollowUpFold.Settle(pathway, entry, TaskKind.AssessOtherBasis, given.HolderId);
                if (given.HolderId == Consents.Child)
                {
                    FollowUpFold.Settle(pathway, entry, TaskKind.WeighChildsNo); // the child has changed its mind
                }

                return true;
            case Payload.ConsentRefused:
                Enter(pathway, entry.ConsentRefused.Refusal);
                return true;
            case Payload.ConsentWithdrawn:
                Withdraw(pathway, entry);
                return true;
            case Payload.BasisStated:
                PathwayFold.Move(pathway, PathwayTrigger.RecordConsent);
                pathway.StatedBases.Add(entry.BasisStated.Basis.Clone());
                var counts = PathwayFold.Counts(pathway);
                counts.StatedBases = PathwayFold.Highest(counts.StatedBases, entry.BasisStated.Basis.BasisId);

                // Whoever states one has assessed what a withdrawal or another situation asked.
                FollowUpFold.SettleAssessed(pathway, entry);
                ReplaceEnded(pathway, entry);
                return true;
            default:
                return false;
        }
    }

    // The end of a basis asks for another: met by one that reaches as far and lasts longer, or, once it has ended, as soon as
    // nothing that rests on it is without one.
    private static void ReplaceEnded(Pathway pathway, HistoryEntry entry)
    {
        foreach (var basis in pathway.StatedBases.Where(basis => basis.UntilOn.Length > 0))
        {
            var ended = pathway.Deadlines.FirstOrDefault(deadline => deadline.Kind == DeadlineKind.BasisEnds && deadline.SubjectId == basis.BasisId)?.State is DeadlineState.Passed or DeadlineState.Met;
            if (ended ? BasisEnd.IsMissed(pathway, basis, LocalDate.Max(Day.Parse(entry.OccurredOn), Day.Parse(basis.UntilOn).PlusDays(1))) : !BasisEnd.IsReplaced(pathway, basis))
            {
                continue;
            }

            PathwayFold.Meet(pathway, entry, basis.BasisId, DeadlineKind.BasisEnds);
            FollowUpFold.Settle(pathway, entry, TaskKind.AssessOtherBasis, basis.BasisId);
        }
    }

    private static void Enter(Pathway pathway, Consent consent)
    {
        PathwayFold.Move(pathway, PathwayTrigger.RecordConsent);
        pathway.Consents.Add(consent.Clone());
        var counts = PathwayFold.Counts(pathway);
        counts.Consents = PathwayFold.Highest(counts.Consents, consent.ConsentId);
    }

    private static void Withdraw(Pathway pathway, HistoryEntry entry)
    {
        var withdrawn = entry.ConsentWithdrawn;
        PathwayFold.Move(pathway, PathwayTrigger.WithdrawConsent);
        var consent = pathway.Consents.Single(consent => consent.ConsentId == withdrawn.ConsentId);
        if (withdrawn.Recipients.Count == 0 && withdrawn.Areas.Count == 0 && withdrawn.Direction == DisclosureDirection.Unspecified)
        {
            consent.WithdrawnOn = entry.OccurredOn;
            return;
        }

        consent.PartialWithdrawals.Add(new PartialWithdrawal
        {
            WithdrawnOn = entry.OccurredOn,
            Recipients = { withdrawn.Recipients },
            Areas = { withdrawn.Areas },
            Direction = withdrawn.Direction,
        });
    }
}
