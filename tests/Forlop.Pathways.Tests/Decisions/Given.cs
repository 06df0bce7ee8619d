using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Where a story begins. Everything up to there happened on 12 January 2026, a Monday.</summary>
internal static class Given
{
    public static Course Opened(string birth = "2018-05-03", params string[] parents) => new Course().Do(Open(birth, parents));

    public static Course AwaitingConsent(params HealthArea[] areas) => Opened().Do(Participation()).Do(Start(areas));

    public static Course Started(params HealthArea[] areas) => Opened().Do(Participation()).Do(Consent(Mother)).Do(Consent(Father)).Do(Start(areas));

    public static Course InCooperation(params HealthArea[] areas) =>
        Started(areas).Do(Call(MeetingKind.Clarification, "2026-01-12", SchoolNurse)).Do(Held("m1"));

    /// <summary>One referral, <c>e1</c>, to the specialist.</summary>
    public static Course Prepared(params HealthArea[] areas) => InCooperation(areas).Do(Prepare(Bup, areas));

    public static Course Sent(params HealthArea[] areas) => Prepared(areas).Do(Release("e1")).Do(Requests.Sent("e1"));

    public static Course Accepted(params HealthArea[] areas) => Sent(areas).Do(Received("e1")).Do(Requests.Accepted("e1"));
}
