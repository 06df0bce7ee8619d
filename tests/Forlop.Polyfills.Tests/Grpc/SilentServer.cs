using System.Net;
using System.Net.Sockets;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>Takes connections and never says a word.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public SilentServer() => listener.Start();

    public string Address => $"http://{listener.LocalEndpoint}";

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
