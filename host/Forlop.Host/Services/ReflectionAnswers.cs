using Forlop.Host.Protos;
using Google.Protobuf.Reflection;
using Grpc.Core;
using static Forlop.Host.Protos.ServerReflectionRequest;

namespace Forlop.Host.Services;

/// <summary>What is served, to tools that ask by name. Served with <c>--dev</c> alone, and then to everybody on this machine.</summary>
internal sealed class ReflectionAnswers(ServedServices services)
{
    private readonly Lazy<DescriptorIndex> index = new(() => new DescriptorIndex(services.Files));

    /// <summary>The same under both names of the service.</summary>
    public async Task AnswerAsync(IAsyncStreamReader<ServerReflectionRequest> requests, IServerStreamWriter<ServerReflectionResponse> responses, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            var response = Answer(request);
            (response.ValidHost, response.OriginalRequest) = (request.Host, request);
            await responses.WriteAsync(response, context.CancellationToken);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        MessageRequestOneofCase.FileByFilename => Files(index.Value.FileNamed(request.FileByFilename)),
        MessageRequestOneofCase.FileContainingSymbol => Files(index.Value.FileWith(request.FileContainingSymbol)),
        MessageRequestOneofCase.FileContainingExtension =>
            Files(index.Value.FileWith(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber)),
        MessageRequestOneofCase.AllExtensionNumbersOfType => Numbers(request.AllExtensionNumbersOfType),
        MessageRequestOneofCase.ListServices => new() { ListServicesResponse = new() { Service = { services.Names.Select(name => new ServiceResponse { Name = name }) } } },
        _ => Error(StatusCode.InvalidArgument, "The request asks for nothing that this format knows."),
    };

    private static ServerReflectionResponse Files(FileDescriptor? file) => file is null
        ? Error(StatusCode.NotFound, "No such file, symbol or extension is served here.")
        : new() { FileDescriptorResponse = new() { FileDescriptorProto = { DescriptorIndex.WithImports(file).Select(each => each.SerializedData) } } };

    private ServerReflectionResponse Numbers(string type) => index.Value.ExtensionsOf(type) is { } numbers
        ? new() { AllExtensionNumbersResponse = new() { BaseTypeName = type, ExtensionNumber = { numbers } } }
        : Error(StatusCode.NotFound, "No such message is served here.");

    private static ServerReflectionResponse Error(StatusCode code, string message) => new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };
}
