using Grpc.Core;

namespace Forlop.Host.Tests.Exchange;

/// <summary>A plugin that answers as a test says, with no breaker and no process between. It is asked with the request, or with the first of a stream of them.</summary>
/// <param name="answer">The reply, all replies of a stream, or an <see cref="RpcException"/>.</param>
internal sealed class AnsweringInvoker(Func<object, object> answer) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new(AnswerAsync<TResponse>(request), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new(new Replies<TResponse>(((IEnumerable<TResponse>)answer(request)).GetEnumerator()), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var requests = new Requests<TRequest>();
        return new(requests, AnswerAsync(), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

        async Task<TResponse> AnswerAsync() => await AnswerAsync<TResponse>(await requests.First);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private async Task<TResponse> AnswerAsync<TResponse>(object request)
    {
        await Task.CompletedTask;
        var reply = answer(request);
        return reply is RpcException fault ? throw fault : (TResponse)reply;
    }

    private sealed class Replies<T>(IEnumerator<T> all) : IAsyncStreamReader<T>
    {
        public T Current => all.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            return all.MoveNext();
        }
    }

    private sealed class Requests<T> : IClientStreamWriter<T>
        where T : class
    {
        private readonly TaskCompletionSource<T> first = new();
        private T? kept;

        public Task<T> First => first.Task;

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message)
        {
            kept ??= message;
            return Task.CompletedTask;
        }

        public Task CompleteAsync()
        {
            first.SetResult(kept!);
            return Task.CompletedTask;
        }
    }
}
