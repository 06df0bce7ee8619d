using System.Runtime.CompilerServices;

namespace Grpc.Core;

public sealed class AsyncUnaryCall<TResponse> : IDisposable
{
    private readonly Func<Status> status;
    private readonly Func<Metadata> trailers;
    private readonly Action dispose;

    public AsyncUnaryCall(
        Task<TResponse> responseAsync,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseAsync = responseAsync;
        ResponseHeadersAsync = responseHeadersAsync;
        status = getStatusFunc;
        trailers = getTrailersFunc;
        dispose = disposeAction;
    }

    public Task<TResponse> ResponseAsync { get; }

    public Task<Metadata> ResponseHeadersAsync { get; }

    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    public Status GetStatus() => status();

    public Metadata GetTrailers() => trailers();

    /// <summary>Cancels the call if it has not ended. One that was awaited to its end needs no disposal.</summary>
    public void Dispose() => dispose();
}
