using System.Net;
using System.Net.Sockets;
using System.Text;
using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Boundary;
using Google.Protobuf;

namespace MyPluginAddon.Tests;

/// <summary>The system on the other side, on loopback: it answers what the test says, for a method, path and body.</summary>
internal sealed class OtherSide : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<string, string, (int Status, string Body)> answer;

    /// <param name="answer">Takes "METHOD /path?query" and the body.</param>
    public OtherSide(Func<string, string, (int Status, string Body)> answer)
    {
        this.answer = answer;
        Address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Where each answer says that the caller should go; null for nowhere.</summary>
    public string? Redirects { get; init; }

    /// <summary>What each call showed to be let in; "" for nothing.</summary>
    public List<string> Credentials { get; } = [];

    /// <summary>Hands the plugin the address, as a sidecar does once before the first call.</summary>
    public static async Task ConfigureAsync(IPluginEndpoint plugin, string address)
    {
        var file = new DataFile { Role = "address", Name = "address.txt", Content = ByteString.CopyFromUtf8(address) };
        var request = new ConfigureRequest { TenantId = "havnes", Files = { file } };
        Assert.Empty((await plugin.CallAsync("PluginLifecycleService/Configure", ConfigureResponse.Parser, request)).Problems);
    }

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var (status, body) = answer($"{context.Request.HttpMethod} {context.Request.RawUrl}", await reader.ReadToEndAsync());
                Credentials.Add(context.Request.Headers["Authorization"] ?? "");
                context.Response.StatusCode = status;
                if (Redirects is { } where)
                    context.Response.RedirectLocation = where;
                context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: true);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // The test has ended.
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
