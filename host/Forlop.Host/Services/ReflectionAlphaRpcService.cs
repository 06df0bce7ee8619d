using Forlop.Host.Protos;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>grpc.reflection.v1alpha.ServerReflection</c>, the same by its older name.</summary>
internal sealed class ReflectionAlphaRpcService(ReflectionAnswers answers) : Protos.Alpha.ServerReflection.ServerReflectionBase
{
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context) =>
        answers.AnswerAsync(requestStream, responseStream, context);
}
