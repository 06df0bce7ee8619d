using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The deadline that the caller set: when it passes the caller is answered, whatever the handler does.</summary>
internal sealed partial class HttpCallContext
{
    private DateTime deadline = DateTime.MaxValue;
    private DeadlineTimer? timer;
    private CancellationTokenSource? deadlineSource;
    private CancellationToken deadlineToken;
    private Task? deadlineAnswer;

    private void StartDeadline(string? header)
    {
        if (header is null)
        {
            return;
        }

        if (!Grpc.Net.Wire.Timeout.TryParse(header, out var timeout))
        {
            Log.TimeoutIgnored(settings.Logger, method.FullName);
            return;
        }

        deadline = DeadlineTimer.After(timeout);
        deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadlineToken = deadlineSource.Token;
        lock (gate)
        {
            timer = new DeadlineTimer(deadline, () => _ = PassDeadlineAsync());
        }
    }

    private async Task PassDeadlineAsync()
    {
        // Headers that are on their way out decide where the trailers go.
        if (starting is { IsCompletedSuccessfully: false } start)
        {
            await start;
        }

        lock (gate)
        {
            if (ended)
            {
                return;
            }

            Log.DeadlinePassed(settings.Logger, method.FullName);
            status = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
            End();
            deadlineAnswer = AnswerNowAsync();
        }

        try
        {
            await deadlineSource!.CancelAsync();
        }
        catch (AggregateException thrown)
        {
            Log.CancellationCallbackFailed(settings.Logger, method.FullName, thrown);
        }
    }

    // The handler may take long to notice, or never notice: the caller has its answer now.
    private async Task AnswerNowAsync()
    {
        await http.Response.CompleteAsync();
        const int NoError = 0;
        http.Features.Get<IHttpResetFeature>()?.Reset(NoError);
    }

    private Task CleanUpAsync()
    {
        if (timer is null)
        {
            return Task.CompletedTask;
        }

        timer.Dispose();
        if (deadlineAnswer is not null)
        {
            return deadlineAnswer;
        }

        deadlineSource!.Dispose();
        return Task.CompletedTask;
    }
}
