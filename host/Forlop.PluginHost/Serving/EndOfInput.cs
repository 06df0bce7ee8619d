using System.Diagnostics;

namespace Forlop.PluginHost.Serving;

/// <summary>
/// Ends this process when its standard input ends (PL-14). A thread of its own waits for that, since a plugin may have taken
/// every thread of the pool; and the process kills itself, since a plugin's own threads and exit handlers have no say.
/// </summary>
internal sealed class EndOfInput
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim closed = new();

    public EndOfInput(Stream input, TimeSpan grace) =>
        new Thread(() => Watch(input, grace)) { IsBackground = true, Name = "end of input", Priority = ThreadPriority.AboveNormal }.Start();

    public Task Reached => reached.Task;

    /// <summary>What had to be done first is done.</summary>
    public void Close() => closed.Set();

    private void Watch(Stream input, TimeSpan grace)
    {
        var buffer = new byte[256];
        try
        {
            while (input.Read(buffer) > 0)
            {
                // The host says nothing more; what another would say is not read.
            }
        }
        catch (IOException)
        {
            reached.TrySetResult();
        }

        reached.TrySetResult();
        closed.Wait(grace);
        Process.GetCurrentProcess().Kill();
    }
}
