using Forlop.Polyfills.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>The public test service, as its specification describes each feature of a server.</summary>
internal sealed class InteropService(InteropIdentity identity) : TestService.TestServiceBase
{
    private const string EchoInitialKey = "x-grpc-test-echo-initial";
    private const string EchoTrailingKey = "x-grpc-test-echo-trailing-bin";
    private const string Scheme = "Bearer ";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        var isKnown = IsKnown(context.RequestHeaders.GetValue("authorization"));
        await EchoMetadataAsync(context);
        CheckCompression(request.ExpectCompressed, context, 0);
        EchoStatus(request.ResponseStatus);
        context.WriteOptions = Options(request.ResponseCompressed);
        return new SimpleResponse
        {
            Payload = Zeros(request.ResponseSize),
            Username = request.FillUsername && isKnown ? identity.Username : "",
            OauthScope = request.FillOauthScope && isKnown ? identity.Scope : "",
            ServerId = request.FillServerId ? identity.ServerId : "",
        };
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        var (size, messages) = (0, 0);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            CheckCompression(request.ExpectCompressed, context, messages++);
            size += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context) =>
        AnswerAsync(request, responseStream, context);

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await AnswerAsync(request, responseStream, context);
        }
    }

    private static async Task AnswerAsync(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        EchoStatus(request.ResponseStatus);
        foreach (var wanted in request.ResponseParameters)
        {
            if (wanted.IntervalUs > 0)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), TimeProvider.System, context.CancellationToken);
            }

            responses.WriteOptions = Options(wanted.Compressed);
            await responses.WriteAsync(new StreamingOutputCallResponse
            {
                Payload = Zeros(wanted.Size),
                PeerSocketAddress = wanted.FillPeerSocketAddress?.Value == true ? context.Peer : "",
            });
        }
    }

    // No header of the call tells of a single message: its own flag does.
    private static void CheckCompression(BoolValue? expected, ServerCallContext context, int message)
    {
        var flags = context.GetHttpContext().RequestFlags();
        var isCompressed = message < flags.Length && flags[message] == '1';
        if (expected is not null && expected.Value != isCompressed)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"Message {message} was {(isCompressed ? "" : "not ")}compressed."));
        }
    }

    private static void EchoStatus(EchoStatus? wanted)
    {
        if (wanted is { Code: not 0 })
        {
            throw new RpcException(new Status((StatusCode)wanted.Code, wanted.Message));
        }
    }

    // The host compresses what it may; a message that nobody asked to compress stays as it is.
    private static WriteOptions Options(BoolValue? compressed) => new(compressed?.Value == true ? default : WriteFlags.NoCompress);

    private static Payload Zeros(int size) => size >= 0
        ? new Payload { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) }
        : throw new RpcException(new Status(StatusCode.InvalidArgument, "A payload cannot have a negative size."));

    private static async Task EchoMetadataAsync(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue(EchoInitialKey) is { } initial)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { EchoInitialKey, initial } });
        }

        if (context.RequestHeaders.GetValueBytes(EchoTrailingKey) is { } trailing)
        {
            context.ResponseTrailers.Add(EchoTrailingKey, trailing);
        }
    }

    private bool IsKnown(string? authorization) => authorization switch
    {
        null => false,
        _ when authorization == Scheme + identity.Token => true,
        _ => throw new RpcException(new Status(StatusCode.Unauthenticated, "The token is not one of this server's.")),
    };
}
