using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>What the service does in one test.</summary>
internal sealed class Script
{
    public Func<EchoRequest, ServerCallContext, Task<EchoResponse>> Unary { get; init; } =
        (request, _) => Task.FromResult(new EchoResponse { Text = request.Text, Padding = request.Padding });

    public Func<IAsyncStreamReader<EchoRequest>, ServerCallContext, Task<EchoResponse>> ClientStream { get; init; } =
        async (requests, context) =>
        {
            var texts = new List<string>();
            await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            {
                texts.Add(request.Text);
            }

            return new EchoResponse { Text = string.Join(',', texts) };
        };

    public Func<EchoRequest, IServerStreamWriter<EchoResponse>, ServerCallContext, Task> ServerStream { get; init; } =
        async (request, responses, context) =>
        {
            for (var i = 0; i < request.Count; i++)
            {
                await responses.WriteAsync(new EchoResponse { Text = $"{request.Text}{i}" }, context.CancellationToken);
            }
        };

    public Func<IAsyncStreamReader<EchoRequest>, IServerStreamWriter<EchoResponse>, ServerCallContext, Task> Duplex { get; init; } =
        async (requests, responses, context) =>
        {
            await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            {
                await responses.WriteAsync(new EchoResponse { Text = request.Text });
            }
        };
}

internal sealed class EchoService(Script script) : Protos.EchoService.EchoServiceBase
{
    public override Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context) => script.Unary(request, context);

    public override Task<EchoResponse> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context) =>
        script.ClientStream(requestStream, context);

    public override Task ServerStream(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) =>
        script.ServerStream(request, responseStream, context);

    public override Task Duplex(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) =>
        script.Duplex(requestStream, responseStream, context);
}
