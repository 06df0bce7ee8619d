using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.Plugins.RoutingTable;

/// <summary>The rules of one tenant, ready to answer. Nothing here changes once it is read (RO-2).</summary>
internal sealed record Table(string File, TableOrder Order, IReadOnlyList<Rule> Rules, NoRoute Otherwise, Contacts Contacts, IReadOnlyList<Example> Examples)
{
    public RouteResponse Route(RouteRequest request)
    {
        var acute = request.Acuteness is Acuteness.Yes or Acuteness.Unsure;
        var fitting = Rules.Where(rule => rule.When.Fits(request));
        if (Order == TableOrder.PrimaryFirst)
            fitting = fitting.OrderBy(rule => Ranking.Of(rule, acute)); // Stable: the order of the file decides within a rank.
        var answer = new RouteResponse();
        answer.Suggestions.Add(fitting.Select(rule => rule.Suggest(request, Contacts)));
        if (answer.Suggestions.Count == 0)
            answer.NoRoute = Otherwise.Clone();
        return answer;
    }
}

internal enum TableOrder
{
    PrimaryFirst,
    AsWritten,
}

internal sealed record Rule(string Id, Condition When, RouteKind Kind, HealthInstanceType Instance, string? LookUp, string Contact, LocalizedText Reason, long Line)
{
    public RouteSuggestion Suggest(RouteRequest request, Contacts contacts)
    {
        var office = contacts.Find(LookUp, Contact, request);
        var suggestion = new RouteSuggestion
        {
            Kind = Kind,
            Instance = new HealthInstance { Type = Instance, InstanceId = office.Key, Name = office.Name },
            Reason = Reason.Clone(),
            RuleId = Id,
            Contact = new Contact { Phone = office.Phone, Channels = { office.Channels }, ConfirmedOn = office.ConfirmedOn },
        };
        suggestion.Areas.Add(request.Areas.Distinct().Where(When.Concerns));
        return suggestion;
    }
}

internal sealed record Example(string Name, RouteRequest Request, IReadOnlyList<string> Expected, long Line);
