using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;

namespace Forlop.PluginHost.Supervision;

/// <summary>Stops asking an instance that keeps failing, and tries it again with one call after a pause.</summary>
internal sealed class Breaker(SupervisionOptions options, TimeProvider clock, Action<StatusCode> opened)
{
    // No OnHalfOpened: with it, Polly could decide on another thread, and TryEnter would not know in time.
    private readonly ResiliencePipeline<StatusCode> pipeline = new ResiliencePipelineBuilder<StatusCode> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<StatusCode>
        {
            FailureRatio = 0.5,
            MinimumThroughput = options.BreakerCalls,
            SamplingDuration = options.BreakerWindow,
            BreakDuration = options.BreakerPause,
            ShouldHandle = call => new ValueTask<bool>(CallOutcome.IsFailure(call.Outcome.Result)),
            OnOpened = call =>
            {
                opened(call.Outcome.Result);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <summary>True when the call may go through; how it ends, <paramref name="outcome"/> will say.</summary>
    public bool TryEnter(Task<StatusCode> outcome)
    {
        var entered = false;
        _ = RunAsync();
        return entered;

        async Task RunAsync()
        {
            var context = ResilienceContextPool.Shared.Get();
            await pipeline.ExecuteOutcomeAsync(
                async (_, ended) =>
                {
                    entered = true;
                    return Outcome.FromResult(await ended);
                },
                context,
                outcome);
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
