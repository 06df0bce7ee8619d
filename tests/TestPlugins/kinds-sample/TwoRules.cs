using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace KindsSample;

/// <summary>A routing plugin that explains itself: an adult goes to the fastlege, anybody else to the school nurse.</summary>
[Plugin("kinds-sample", "1.0.0")]
public sealed class TwoRules : RoutingPlugin
{
    private const int OfAge = 18;

    protected override IReadOnlyList<string> OptionalRpcs => ["Examine"];

    protected override ValueTask<RouteResponse> Route(RouteRequest request, PluginCall call) => new(Answer(request!));

    protected override ValueTask<ExamineResponse> Examine(ExamineRequest request, PluginCall call) => request!.QuestionCase switch
    {
        ExamineRequest.QuestionOneofCase.Check => new(new ExamineResponse { Checked = new CheckedRules() }),
        ExamineRequest.QuestionOneofCase.Explain => new(new ExamineResponse { Explained = Explain(request.Explain.Route) }),
        _ => throw new PluginException(CallStatus.InvalidArgument, "These rules are code; there are no others to compare with."),
    };

    private static ExplainedRoute Explain(RouteRequest question)
    {
        var adult = question.AgeYears >= OfAge;
        return new ExplainedRoute
        {
            Route = Answer(question),
            Trials =
            {
                new RuleTrial { RuleId = "adult", Applied = adult, Because = Text($"Alderen er {question.AgeYears}.", $"Alderen er {question.AgeYears}.") },
                new RuleTrial { RuleId = "child", Applied = !adult, Because = Text("Alle andre.", "Alle andre.") },
            },
        };
    }

    private static RouteResponse Answer(RouteRequest question)
    {
        var adult = question.AgeYears >= OfAge;
        return new RouteResponse
        {
            Suggestions =
            {
                new RouteSuggestion
                {
                    Kind = RouteKind.Referral,
                    RuleId = adult ? "adult" : "child",
                    Instance = new HealthInstance { Type = adult ? HealthInstanceType.Gp : HealthInstanceType.SchoolHealth, InstanceId = adult ? "fastlege" : "nurse" },
                    Reason = adult ? Text("Fastlegen tar imot voksne.", "Fastlegen tek imot vaksne.") : Text("Helsesykepleier møter alle barn.", "Helsesjukepleiar møter alle barn."),
                },
            },
        };
    }

    private static LocalizedText Text(string nb, string nn) => new() { Nb = nb, Nn = nn };
}
