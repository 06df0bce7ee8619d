using Forlop.Contracts.Plugin.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance.Checks;

/// <summary>RO: an answer to every question, always the same, and explained as it is.</summary>
internal sealed class RoutingChecks(Specimen specimen, Findings findings, string todayOn) : IKindChecks
{
    // Fewer than a host lets through at a time.
    private const int AtATime = 8;

    private const int Sampled = 40;

    private readonly IReadOnlyList<RouteRequest> questions = RoutingQuestions.For(specimen.Plugin, specimen.Tenant, todayOn, specimen.Options);

    private Answered<RouteResponse>[] answers = [];

    public async Task FirstAsync(RunningSpecimen instance)
    {
        answers = await AskAsync(instance, questions);
        foreach (var (at, question) in questions.Index())
            Judge(question, answers[at]);
        foreach (var (at, again) in (await AskAsync(instance, questions)).Index())
            findings.Expect("RO-2", again == answers[at], $"asked twice, answered differently: {Shown(questions[at])}");
        await ExamineAsync(instance);
    }

    public async Task AfterEndAsync(RunningSpecimen instance)
    {
        var backwards = await AskAsync(instance, [.. questions.Reverse()]);
        foreach (var (at, question) in questions.Index())
            findings.Expect("PL-1", backwards[^(at + 1)] == answers[at], $"after a new start it answers otherwise: {Shown(question)}");
    }

    public async Task AfterKillAsync(RunningSpecimen instance)
    {
        foreach (var (at, answer) in (await AskAsync(instance, [.. Sample().Select(at => questions[at])])).Zip(Sample()).Select(pair => (pair.Second, pair.First)))
            findings.Expect("PL-1", answer == answers[at], $"after a kill it answers otherwise: {Shown(questions[at])}");
    }

    public Task<Task> LeaveHalfDoneAsync(RunningSpecimen instance) => Task.FromResult(Task.CompletedTask);

    public async Task<IReadOnlyList<object>> LookAsync(RunningSpecimen instance) => [.. (await AskAsync(instance, [.. Sample().Select(at => questions[at])])).Cast<object>()];

    private async Task ExamineAsync(RunningSpecimen instance)
    {
        if (!instance.Self.OptionalRpcs.Contains("Examine"))
        {
            foreach (var must in new[] { "RO-4", "RO-5" })
                findings.Pass(must, "The plugin does not offer Examine, and need not.");
            return;
        }

        foreach (var at in Sample())
        {
            var explained = await Answered.OfAsync(() => instance.Routing.ExamineAsync(Asking(request => request.Explain = new ExplainRoute { Route = questions[at] })));
            if (findings.Expect("RO-4", explained.Value?.Explained is not null, $"Examine is offered; an explanation was asked for, and {explained.How}{(explained.IsOk ? " with something else" : "")}"))
                findings.Expect("RO-4", Equals(explained.Value!.Explained.Route, answers[at].Value), $"the explanation holds another answer than Route: {Shown(questions[at])}");
        }

        var rules = PluginInstance.SettingsOf(specimen.Plugin, specimen.Tenant).Files.Where(file => file.Role != "manifest").ToList();
        await Answered.OfAsync(() => instance.Routing.ExamineAsync(Asking(request => request.Check = new CheckRules())));
        await Answered.OfAsync(() => instance.Routing.ExamineAsync(Asking(request => request.Diff = new DiffRules { Files = { rules } })));
        foreach (var (at, answer) in Sample().Zip(await AskAsync(instance, [.. Sample().Select(at => questions[at])])))
            findings.Expect("RO-5", answer == answers[at], $"after Examine, Route answers otherwise: {Shown(questions[at])}");
    }

    private void Judge(RouteRequest question, Answered<RouteResponse> answer)
    {
        if (!findings.Expect("RO-1", answer.IsOk, $"asked within {specimen.Options.CallPatience.TotalSeconds:0.#} seconds, and {answer.How}: {Shown(question)}"))
            return;
        var broken = AnswerCheck.Broken(answer.Value);
        var isNoAnswer = broken?.StartsWith("RO-1", StringComparison.Ordinal) == true;
        findings.Expect("RO-1", !isNoAnswer, $"the answer holds neither a suggestion nor a no_route: {Shown(question)}");
        if (!isNoAnswer)
            findings.Expect("RO-3", broken is null, $"{broken?.Replace("RO-3: ", "", StringComparison.Ordinal)}: {Shown(question)}");
    }

    private async Task<Answered<RouteResponse>[]> AskAsync(RunningSpecimen instance, IReadOnlyList<RouteRequest> asked)
    {
        var answered = new Answered<RouteResponse>[asked.Count];
        await Parallel.ForAsync(0, asked.Count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (at, cancellation) =>
            answered[at] = await Answered.OfAsync(() => instance.Routing.RouteAsync(asked[at], cancellationToken: cancellation)));
        return answered;
    }

    private ExamineRequest Asking(Action<ExamineRequest> question)
    {
        var request = new ExamineRequest { TenantId = specimen.Tenant };
        question(request);
        return request;
    }

    private IEnumerable<int> Sample() => Enumerable.Range(0, Math.Min(Sampled, questions.Count)).Select(at => (int)((long)at * questions.Count / Sampled)).Distinct();

    // Invented, and as the plugin was told it.
    private static string Shown(RouteRequest question) => question.ToString();
}
