using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Serves one rpc of one service; the four kinds derive from it and sit side by side.</summary>
internal abstract class CallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, CallSettings settings)
    where TRequest : class
    where TResponse : class
{
    protected Method<TRequest, TResponse> Method => method;

    protected abstract bool StreamsRequest { get; }

    public Task HandleAsync(HttpContext http) =>
        Http2Guard.Accepts(http, settings.Logger) && !IsGone(http) ? RunAsync(new HttpCallContext(http, method, settings)) : Task.CompletedTask;

    protected abstract Task InvokeAsync(HttpCallContext call);

    // A stream that was reset before its turn came: reading it would throw, and a flood of resets is paid for in exceptions.
    private static bool IsGone(HttpContext http) => http.RequestAborted.IsCancellationRequested;

    private async Task RunAsync(HttpCallContext call)
    {
        try
        {
            call.Begin(StreamsRequest);
            await InvokeAsync(call);
            await call.EndAsync();
        }
        catch (Exception exception)
        {
            await call.FailAsync(exception);
        }
    }
}
