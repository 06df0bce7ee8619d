using System.Net.Sockets;
using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Forlop.Host.Commands;

/// <summary>An ordinary client of a sidecar on the same machine, over its Unix socket, with one development credential.</summary>
internal sealed class LocalConnection : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly string token;

    public LocalConnection(string dataDirectory, string credential)
    {
        token = DevelopmentCredentials.Open(dataDirectory).TokenOf(credential);
        channel = Channel(dataDirectory);
    }

    /// <summary>The same to a sidecar that somebody says is running.</summary>
    /// <exception cref="ConfigurationException">Nobody listens there.</exception>
    public static LocalConnection ToRunning(string dataDirectory, string credential)
    {
        CheckRunning(dataDirectory);
        return new LocalConnection(dataDirectory, credential);
    }

    /// <summary>Before anything is read or made in the folder.</summary>
    /// <exception cref="ConfigurationException">Nobody listens there.</exception>
    public static void CheckRunning(string dataDirectory)
    {
        if (!File.Exists(new SidecarOptions { DataDirectory = dataDirectory }.SocketPath))
            throw new ConfigurationException($"No sidecar runs with the data folder {Path.GetFullPath(dataDirectory)}. Start one: forlop serve --data {dataDirectory}");
    }

    /// <summary>A channel over the Unix socket in a sidecar's data folder.</summary>
    public static GrpcChannel Channel(string dataDirectory)
    {
        var socket = new UnixDomainSocketEndPoint(new SidecarOptions { DataDirectory = dataDirectory }.SocketPath);
        return GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    try
                    {
                        await connection.ConnectAsync(socket, cancellation);
                        return new NetworkStream(connection, ownsSocket: true);
                    }
                    catch
                    {
                        connection.Dispose();
                        throw;
                    }
                },
            },
        });
    }

    /// <summary>Calls made through it are that person's.</summary>
    public CallInvoker As(Actor actor) => channel.Intercept(headers =>
    {
        headers.Add("authorization", $"Bearer {token}");
        headers.Add(Callers.ActorKey, actor.ToByteArray());
        return headers;
    });

    public void Dispose() => channel.Dispose();
}
