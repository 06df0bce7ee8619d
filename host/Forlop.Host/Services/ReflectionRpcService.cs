using Forlop.Host.Protos;
using Forlop.Host.Transport;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>. It asks for no credential: the contract is public.</summary>
[BindServiceMethod(typeof(ReflectionRpcService), nameof(Bind))]
internal sealed class ReflectionRpcService(ReflectionAnswers answers) : ServerReflection.ServerReflectionBase
{
    public static void Bind(ServiceBinderBase binder, ServerReflection.ServerReflectionBase? service) => ServerReflection.BindService(new CheckedBinder(binder), service);

    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context) =>
        answers.AnswerAsync(requestStream, responseStream, context);
}
