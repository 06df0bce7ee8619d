using System.Threading.Channels;

namespace Forlop.Host.Effects.Exchange;

/// <summary>Gives one pump its turns, until its plugin is gone: when there are news, when it asked for one, and when somebody wants to know that it has had one.</summary>
internal sealed class PumpRunner
{
    private readonly Pump pump;
    private readonly PumpTools tools;
    private readonly Channel<TaskCompletionSource> nudges = Channel.CreateUnbounded<TaskCompletionSource>();

    public PumpRunner(Pump pump, PumpTools tools, CancellationToken stopping)
    {
        (this.pump, this.tools) = (pump, tools);
        Ended = Task.Run(() => RunAsync(stopping), CancellationToken.None);
    }

    public Task Ended { get; }

    /// <summary>Completes when a turn has ended that began after this call, or the pump has.</summary>
    public Task TurnAsync()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return nudges.Writer.TryWrite(turn) ? turn.Task : Task.CompletedTask;
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            for (var goesOn = true; goesOn;)
            {
                stopping.ThrowIfCancellationRequested();
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                var news = pump.FollowsEvents ? tools.Store.NewEventsAsync(waiting.Token) : Task.Delay(Timeout.InfiniteTimeSpan, tools.Clock, waiting.Token);
                var asked = new List<TaskCompletionSource>();
                while (nudges.Reader.TryRead(out var turn))
                {
                    asked.Add(turn);
                }

                TimeSpan? next;
                try
                {
                    next = await TurnAsync(stopping);
                }
                finally
                {
                    asked.ForEach(turn => turn.TrySetResult());
                }

                goesOn = next is not null;
                if (goesOn)
                {
                    await Task.WhenAny(news, nudges.Reader.WaitToReadAsync(waiting.Token).AsTask(), Task.Delay(next!.Value, tools.Clock, waiting.Token));
                }

                await waiting.CancelAsync();
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return; // a call in hand ends with whatever it ends with
        }
        finally
        {
            nudges.Writer.Complete();
            while (nudges.Reader.TryRead(out var turn))
            {
                turn.TrySetResult();
            }
        }
    }

    private async Task<TimeSpan?> TurnAsync(CancellationToken stopping)
    {
        try
        {
            return await pump.TurnAsync(stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever it was: a pump that ended would leave everything behind it waiting in silence.
            ExchangeLog.Fault(tools.Logger, pump.PluginId, fault.GetType().Name);
            return tools.Options.Intake;
        }
    }
}
