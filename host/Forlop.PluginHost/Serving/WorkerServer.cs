using System.Text.Json;
using Forlop.PluginHost.Workers;
using Forlop.Plugins.Boundary;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forlop.PluginHost.Serving;

/// <summary>The other side: this program as a worker, with one .NET plugin in it, until its standard input ends.</summary>
public static class WorkerServer
{
    // An orderly stop of the plugin; the host has its own patience, and ends the process when that is over.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Serves the plugin that the arguments name.</summary>
    /// <param name="folder">The plugin's staged folder.</param>
    /// <param name="assembly">The file of the entry assembly.</param>
    /// <param name="type">The full name of the entry class.</param>
    /// <param name="input">Where the host's line comes from; its end is the end.</param>
    /// <param name="output">Where the one line goes.</param>
    /// <returns>0 when the host ended it; 2 when the plugin could not be started, and the line says why.</returns>
    public static async Task<int> RunAsync(string folder, string assembly, string type, Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (await BoundedLines.ReadAsync(input) is not { } line || JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerGreeting) is not { } greeting)
            return 2;
        try
        {
            var endpoint = Sandbox.Load(Path.Combine(folder, assembly), type).Create();
            await using var served = await ServeAsync(endpoint, greeting);
            var end = new EndOfInput(input, Grace);
            await SayAsync(output, new WorkerReady { Ready = true });
            await end.Reached;
            await endpoint.DisposeAsync();
            end.Close();
            return 0;
        }
        catch (LeftOutException e)
        {
            await SayAsync(output, new WorkerReady { Problem = new WorkerProblem(e.Why.Nb, e.Why.Nn) });
            return 2;
        }
    }

    private static async Task<WebApplication> ServeAsync(IPluginEndpoint endpoint, WorkerGreeting greeting)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.ListenUnixSocket(greeting.Socket, socket => socket.Protocols = HttpProtocols.Http2);
        });
        var served = builder.Build();
        served.Run(new EndpointHandler(endpoint, new WorkerSecret(greeting.Secret)).HandleAsync);
        await served.StartAsync();
        return served;
    }

    private static async Task SayAsync(Stream output, WorkerReady line)
    {
        await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, WorkerJson.Default.WorkerReady));
        await output.WriteAsync("\n"u8.ToArray());
        await output.FlushAsync();
    }
}
