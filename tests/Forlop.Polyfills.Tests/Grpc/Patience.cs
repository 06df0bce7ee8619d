using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>What should happen at once fails the test rather than hang it.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task Soon(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    public static Task<T> Soon<T>(this AsyncUnaryCall<T> call) => call.ResponseAsync.Soon();

    public static async Task<Status> StatusAsync<T>(this AsyncUnaryCall<T> call) => (await Assert.ThrowsAsync<RpcException>(() => call.Soon())).Status;

    /// <summary>Ends when the token is raised, without an exception.</summary>
    public static Task Raised(this CancellationToken token)
    {
        var raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(raised.SetResult);
        return raised.Task;
    }
}
