using Forlop.Contracts.Plugin.V1;
using Google.Protobuf;
using KindsSample;

namespace ConformanceBreaker;

/// <summary>Where a child is sent, with one rule of routing, of Check or of everybody broken.</summary>
public sealed class BreakingRouting() : Breaker(new TwoRules())
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> asked = [];
    private string? first;
    private int checks;
    private bool examined;

    protected override void Came(BrokenCall call)
    {
        lock (gate)
        {
            checks += call!.Name == "Check" ? 1 : 0;
            examined |= call.Name == "Examine";
            if (call.Name == "Route")
            {
                var question = Convert.ToBase64String(call.Request.Span);
                first ??= question;
                call.Times = asked[question] = asked.GetValueOrDefault(question) + 1;
            }
        }
    }

    protected override ReadOnlyMemory<byte>? Changed(BrokenCall call, ReadOnlyMemory<byte> reply)
    {
        switch (call!.Name)
        {
            case "Route":
                var question = call.Read(RouteRequest.Parser);
                var route = Altered(RouteResponse.Parser.ParseFrom(reply.Span), question);
                if ((Breaks == "RO-2" && call.Times == 2) || (Breaks == "RO-5" && examined))
                    route.Suggestions[0].RuleId = "another";
                return route.ToByteArray();
            case "Examine":
                var answer = ExamineResponse.Parser.ParseFrom(reply.Span);
                if (answer.Explained is { } explained)
                {
                    explained.Route = Altered(explained.Route, call.Read(ExamineRequest.Parser).Explain.Route);
                    if (Breaks == "RO-4")
                        explained.Route.Suggestions[0].RuleId = "another";
                }

                return answer.ToByteArray();
            default:
                return base.Changed(call, reply);
        }
    }

    // What an explanation has to show as well.
    private RouteResponse Altered(RouteResponse route, RouteRequest question)
    {
        switch (Breaks)
        {
            case "RO-1" when question.AgeYears == 0:
                route.Suggestions.Clear();
                break;
            case "RO-3":
                route.Suggestions[0].Reason.Nn = "";
                break;
            case "PL-1":
                route.Suggestions[0].RuleId = $"since-{first}";
                break;
            case "CK-1":
                route.Suggestions[0].RuleId = $"after-{checks}";
                break;
        }

        return route;
    }
}
