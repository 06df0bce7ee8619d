using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

/// <summary>A service may bind itself, and so put its own marshallers before its rpcs.</summary>
public sealed class BindingTests
{
    [Fact]
    public async Task A_service_that_binds_itself_reads_every_kind_of_request_with_its_own_marshaller()
    {
        await using var host = await GrpcHost.StartAsync<SelfBound>();
        var client = host.Client();

        Assert.Equal("read a", (await client.UnaryAsync(new EchoRequest { Text = "a" }).Soon()).Text);
        using var upload = client.ClientStream();
        await upload.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
        await upload.RequestStream.CompleteAsync();
        Assert.Equal("read a", (await upload.ResponseAsync.Soon()).Text);
        using var download = client.ServerStream(new EchoRequest { Text = "a", Count = 1 });
        Assert.True(await download.ResponseStream.MoveNext(CancellationToken.None).Soon());
        Assert.Equal("read a0", download.ResponseStream.Current.Text);
        using var duplex = client.Duplex();
        await duplex.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
        Assert.True(await duplex.ResponseStream.MoveNext(CancellationToken.None).Soon());
        Assert.Equal("read a", duplex.ResponseStream.Current.Text);
    }

    [Fact]
    public async Task A_marshaller_may_refuse_a_message_with_a_status_and_trailers()
    {
        await using var host = await GrpcHost.StartAsync<SelfBound>();
        var client = host.Client();

        var unary = await Assert.ThrowsAsync<RpcException>(() => client.UnaryAsync(new EchoRequest { Text = "refused" }).Soon());
        using var upload = client.ClientStream();
        await upload.RequestStream.WriteAsync(new EchoRequest { Text = "refused" });
        var streamed = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync.Soon());

        Assert.Equal((StatusCode.InvalidArgument, "not that", "text"), (unary.StatusCode, unary.Status.Detail, unary.Trailers.GetValue("field")));
        Assert.Equal((StatusCode.InvalidArgument, "text"), (streamed.StatusCode, streamed.Trailers.GetValue("field")));
        Assert.Equal("read a", (await client.UnaryAsync(new EchoRequest { Text = "a" }).Soon()).Text);
    }

    [BindServiceMethod(typeof(SelfBound), nameof(Bind))]
    internal sealed class SelfBound(Script script) : Protos.EchoService.EchoServiceBase
    {
        // The second parameter is the generated base: the official server looks there for the methods that are overridden.
        public static void Bind(ServiceBinderBase binder, Protos.EchoService.EchoServiceBase? service) => Protos.EchoService.BindService(new Binder(binder), service);

        public override Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context) => script.Unary(request, context);

        public override Task<EchoResponse> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context) => script.ClientStream(requestStream, context);

        public override Task ServerStream(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) => script.ServerStream(request, responseStream, context);

        public override Task Duplex(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context) => script.Duplex(requestStream, responseStream, context);
    }

    private sealed class Binder(ServiceBinderBase inner) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(Marked(method), handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(Marked(method), handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(Marked(method), handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(Marked(method), handler);

        private static Method<TRequest, TResponse> Marked<TRequest, TResponse>(Method<TRequest, TResponse> method) => new(
            method.Type,
            method.ServiceName,
            method.Name,
            Marshallers.Create(method.RequestMarshaller.ContextualSerializer, context => Mark(method.RequestMarshaller.ContextualDeserializer(context), context)),
            method.ResponseMarshaller);

        private static T Mark<T>(T message, DeserializationContext context)
        {
            // The bytes are still there after the message was read from them.
            Assert.Equal(context.PayloadLength, context.PayloadAsReadOnlySequence().Length);
            Assert.Equal(message, (object)EchoRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
            if (message is EchoRequest { Text: "refused" })
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, "not that"), new Metadata { { "field", "text" } });
            }

            if (message is EchoRequest request)
            {
                request.Text = $"read {request.Text}";
            }

            return message;
        }
    }
}
