using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Host.Security;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using RpcStatus = Forlop.Contracts.GoogleRpc.Status;

namespace Forlop.Host.Scenarios;

/// <summary>An ordinary client of a sidecar that can call any unary RPC as anybody who has a development credential.</summary>
internal sealed class SidecarClient(GrpcChannel channel, DevelopmentCredentials credentials) : IDisposable
{
    private const string DetailsKey = "grpc-status-details-bin";

    private static readonly Marshaller<IMessage> Requests = Marshallers.Create<IMessage>(message => message.ToByteArray(), _ => throw new NotSupportedException());
    private static readonly Marshaller<byte[]> Answers = Marshallers.Create<byte[]>(_ => throw new NotSupportedException(), bytes => bytes);

    /// <summary>Over the Unix socket in a sidecar's data folder, with the credentials beside it.</summary>
    public static SidecarClient OverSocket(string dataDirectory) => new(LocalConnection.Channel(dataDirectory), DevelopmentCredentials.Open(dataDirectory));

    public async Task<Outcome> CallAsync(MethodDescriptor rpc, IMessage request, Persona who, CancellationToken cancellation)
    {
        var method = new Method<IMessage, byte[]>(MethodType.Unary, rpc.Service.FullName, rpc.Name, Requests, Answers);
        try
        {
            var bytes = await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(HeadersOf(who), cancellationToken: cancellation), request);
            return new Outcome(StatusCode.OK, "", bytes, rpc.OutputType.Parser.ParseFrom(bytes), null);
        }
        catch (RpcException fault)
        {
            cancellation.ThrowIfCancellationRequested();
            var details = fault.Trailers.GetValueBytes(DetailsKey) ?? [];
            var refusal = RpcStatus.Parser.ParseFrom(details).Details.FirstOrDefault(detail => detail.Is(Refusal.Descriptor))?.Unpack<Refusal>();
            return new Outcome(fault.StatusCode, fault.Status.Detail, details, null, refusal);
        }
    }

    public void Dispose() => channel.Dispose();

    private Metadata HeadersOf(Persona who)
    {
        if (!credentials.Names.Contains(who.Credential))
        {
            var sentence = $"The sidecar has no credential {who.Credential}. It has: {string.Join(", ", credentials.Names)}. A tenant is called by dev-TENANT, an institution by dev-institution-NAME.";
            throw who.Part?.Fault(sentence) ?? new ConfigurationException(sentence);
        }

        var headers = new Metadata { { "authorization", $"Bearer {credentials.TokenOf(who.Credential)}" }, { Callers.ActorKey, who.Actor.ToByteArray() } };
        if (who.Tenant is not null)
        {
            headers.Add(Callers.TenantKey, who.Tenant);
        }

        return headers;
    }
}

/// <summary>What came back.</summary>
/// <param name="Detail">The sentence for developers that goes with a code.</param>
/// <param name="Bytes">The answer as it came; of a refusal, its details.</param>
internal sealed record Outcome(StatusCode Code, string Detail, byte[] Bytes, IMessage? Answer, Refusal? Refusal)
{
    /// <summary>What values are read from.</summary>
    public IMessage? Said => Answer ?? Refusal;

    /// <summary>The receipt, when the call was a command that was done.</summary>
    public Receipt? Receipt => (Answer as ICommandResponse)?.Receipt ?? Answer?.Descriptor.FindFieldByName("receipt")?.Accessor.GetValue(Answer) as Receipt;
}
