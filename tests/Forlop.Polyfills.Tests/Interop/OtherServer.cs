using System.Text.Json;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>The test service on a library that others wrote, in a process of its own.</summary>
internal sealed class OtherServer : IAsyncDisposable
{
    private readonly OtherProcess process;

    private OtherServer(OtherProcess process, InteropPeer peer) => (this.process, Peer) = (process, peer);

    public InteropPeer Peer { get; }

    /// <param name="ours">Has the caller whom the other server is told of.</param>
    public static async Task<OtherServer> ListeningAsync(OtherProcess process, InteropPeer ours)
    {
        var said = JsonDocument.Parse(await process.ReadLineAsync()).RootElement;
        Uri Address(string scheme, string port) => new($"{scheme}://127.0.0.1:{said.GetProperty(port).GetInt32()}");
        return new OtherServer(process, ours with
        {
            Plain = Address("http", "plain"),
            Second = Address("http", "second"),
            Secure = Address("https", "secure"),
            Cannot = said.GetProperty("cannot").Deserialize<Dictionary<string, string>>()!,
        });
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
