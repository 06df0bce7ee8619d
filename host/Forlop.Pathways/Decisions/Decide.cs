using Forlop.Contracts.V1;
using Forlop.Pathways.Machines;
using Forlop.Pathways.Rules;
using Forlop.Pathways.Texts;

namespace Forlop.Pathways.Decisions;

/// <summary>
/// The steps that every command on an existing pathway takes: the table permits it, the request is whole, and only then
/// what it does. The first "no" is the answer.
/// </summary>
internal sealed class Decide
{
    private readonly Pathway pathway;
    private readonly Facts facts;
    private readonly string rpc;
    private Refusal? refusal;

    private Decide(Pathway pathway, string rpc, Facts facts) => (this.pathway, this.rpc, this.facts) = (pathway, rpc, facts);

    public static Decide On(Pathway pathway, PathwayTrigger trigger, string rpc, Facts facts)
    {
        var decide = new Decide(pathway, rpc, facts);
        decide.Refuse(PermittedActions.WhyNot(pathway, trigger, facts));
        return decide;
    }

    /// <summary>On one engagement: both tables have to permit it.</summary>
    public static Decide On(Pathway pathway, string engagementId, EngagementTrigger trigger, string rpc, Facts facts)
    {
        var decide = On(pathway, trigger == EngagementTrigger.Release ? PathwayTrigger.ReleaseReferral : PathwayTrigger.WorkOnEngagement, rpc, facts);
        if (pathway.Engagements.FirstOrDefault(engagement => engagement.EngagementId == engagementId) is not { } found)
        {
            decide.refusal ??= Refusals.Malformed("engagement_id", "no-such-engagement");
        }
        else
        {
            decide.Refuse(PermittedActions.WhyNot(found, trigger));
        }

        return decide;
    }

    public Decide Needing(Func<Refusal?> check)
    {
        refusal ??= check();
        return this;
    }

    /// <summary>A domain reason of its own, with the state and what is possible instead.</summary>
    public Decide Unless(Func<(RefusalReason Reason, string TextKey)?> why)
    {
        if (refusal is null && why() is var (reason, textKey) && !(facts.BasisMayBeMissing && reason == RefusalReason.ConsentMissing))
        {
            Refuse((reason, Text.Of(textKey)));
        }

        return this;
    }

    public Decision Then(Func<Decision> accept) => refusal is null ? NextSteps.Dated(accept(), facts) : new Decision.Refused(refusal);

    private void Refuse((RefusalReason Reason, LocalizedText Message)? whyNot)
    {
        if (refusal is null && whyNot is var (reason, message))
        {
            refusal = Refusals.NotNow(pathway, facts, rpc, reason, message);
        }
    }
}
