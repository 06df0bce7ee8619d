using Forlop.Host.Protos;
using Forlop.Host.Transport;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>grpc.reflection.v1alpha.ServerReflection</c>, the same by its older name.</summary>
[BindServiceMethod(typeof(ReflectionAlphaRpcService), nameof(Bind))]
internal sealed class ReflectionAlphaRpcService(ReflectionAnswers answers) : Protos.Alpha.ServerReflection.ServerReflectionBase
{
    public static void Bind(ServiceBinderBase binder, Protos.Alpha.ServerReflection.ServerReflectionBase? service) => Protos.Alpha.ServerReflection.BindService(new CheckedBinder(binder), service);

    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context) =>
        answers.AnswerAsync(requestStream, responseStream, context);
}
