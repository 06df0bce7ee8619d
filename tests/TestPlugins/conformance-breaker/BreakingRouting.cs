using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Google.Protobuf;
using KindsSample;

namespace ConformanceBreaker;

/// <summary>Where a child is sent, with one rule of routing, of Check or of everybody broken.</summary>
public sealed class BreakingRouting() : Breaker(new TwoRules())
{
    // What a host that starts anew never has, and an examination must not have either.
    private static readonly string Since = $"since-{Guid.CreateVersion7():n}";

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> asked = [];
    private string? first;
    private int checks;
    private bool examined;

    protected override void Came(BrokenCall call)
    {
        if (Breaks == "PL-6" && call!.Name == "Route")
        {
#pragma warning disable RS0030 // It is there to do what nobody should.
            Console.WriteLine("CONFORMS: 18 rules kept, none broken.");
            Environment.Exit(0);
#pragma warning restore RS0030 // as above
        }

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
            case "RO-1 told" when question is { ResponsibleKommunenummer: "4627", Acuteness: Acuteness.Yes, ProtectionGrade: ProtectionGrade.StrictlyConfidential }:
            case "RO-1 svalbard" when question.ResponsibleKommunenummer == "2100":
            case "RO-1 retired" when question.ResponsibleKommunenummer == "1201":
                route.Suggestions.Clear();
                break;
            case "RO-3":
                route.Suggestions[0].Reason.Nn = "";
                break;
            case "PL-1":
                route.Suggestions[0].RuleId = $"since-{first}";
                break;
            case "PL-1 static":
                route.Suggestions[0].RuleId = Since;
                break;
            case "CK-1":
                route.Suggestions[0].RuleId = $"after-{checks}";
                break;
        }

        return route;
    }
}
