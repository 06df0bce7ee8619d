using Forlop.Contracts;
using Forlop.Host.Services;
using Forlop.Pathways.Rules;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Transport;

/// <summary>
/// Binds a service so that the bytes of each request are checked where they are read, before an interceptor sees the message:
/// what is no message, and text that is no UTF-8, is refused with a sentence. By itself the one is an unexplained UNKNOWN
/// to gRPC, and the other passes.
/// </summary>
/// <remarks>
/// A service names it with <c>[BindServiceMethod(typeof(Own), nameof(Bind))]</c> and a <c>public static</c> method
/// <c>Bind(ServiceBinderBase, TheServiceBase?)</c>: the official server finds exactly that.
/// </remarks>
internal sealed class CheckedBinder(ServiceBinderBase binder) : ServiceBinderBase
{
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(Checked(method), handler);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(Checked(method), handler);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(Checked(method), handler);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(Checked(method), handler);

    private static Method<TRequest, TResponse> Checked<TRequest, TResponse>(Method<TRequest, TResponse> method)
    {
        var requests = method.RequestMarshaller;
        return new(
            method.Type,
            method.ServiceName,
            method.Name,
            Marshallers.Create(requests.ContextualSerializer, context => Read(requests.ContextualDeserializer, context)),
            method.ResponseMarshaller);
    }

    private static T Read<T>(Func<DeserializationContext, T> read, DeserializationContext context)
    {
        try
        {
            var message = read(context);
            return message is IMessage known && BrokenText.Find(known.Descriptor, context.PayloadAsReadOnlySequence()) is { } field
                ? throw RefusalStatus.Of(Refusals.Malformed(field, "characters"))
                : message;
        }
        catch (InvalidProtocolBufferException)
        {
            // Its text could quote what the caller sent.
            throw RefusalStatus.Of(Refusals.Malformed("request", "not-a-message"));
        }
    }
}
