using System.Net.Sockets;
using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Forlop.PluginHost.Workers;

/// <summary>An instance in a process of its own, reached over its socket.</summary>
internal sealed class WorkerLink : IPluginLink
{
    private readonly WorkerProcess process;
    private readonly GrpcChannel channel;
    private bool stopped;

    public WorkerLink(WorkerProcess process)
    {
        this.process = process;
        channel = Open(process.Socket);
        Invoker = channel.Intercept(new WorkerCalls(process.Secret));
        Gone = GoneAsync();
    }

    public CallInvoker Invoker { get; }

    public WorkerProcess Process => process;

    public Task<LocalizedText> Gone { get; }

    public int Questions => 0;

    /// <summary>A channel that carries no secret.</summary>
    public static GrpcChannel Open(string socket) =>
        GrpcChannel.ForAddress("http://plugin", new GrpcChannelOptions { HttpHandler = Handler(socket), DisposeHttpClient = true });

    public byte[] Challenge() => RandomNumberGenerator.GetBytes(WorkerSecret.Length);

    public bool IsProof(byte[] challenge, byte[] answer) => CryptographicOperations.FixedTimeEquals(process.Secret.Prove(challenge), answer);

    public async Task<bool> StopAsync(TimeSpan grace)
    {
        Volatile.Write(ref stopped, true);
        var ended = await process.StopAsync(grace);
        channel.Dispose();
        return ended;
    }

    public void Kill()
    {
        Volatile.Write(ref stopped, true);
        // The calls in hand end first and always alike, not now by the channel and now by the process, as it happens.
        channel.Dispose();
        process.Kill();
    }

    private async Task<LocalizedText> GoneAsync()
    {
        var exitCode = await process.Ended;
        // One that was told to end has not ended by itself.
        return Volatile.Read(ref stopped) ? await new TaskCompletionSource<LocalizedText>().Task : Sentences.ProcessEnded(exitCode);
    }

    private static SocketsHttpHandler Handler(string path) => new()
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    };
}
