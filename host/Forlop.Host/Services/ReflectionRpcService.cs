using Forlop.Host.Protos;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>. It asks for no credential: the contract is public.</summary>
internal sealed class ReflectionRpcService(ReflectionAnswers answers) : ServerReflection.ServerReflectionBase
{
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context) =>
        answers.AnswerAsync(requestStream, responseStream, context);
}
