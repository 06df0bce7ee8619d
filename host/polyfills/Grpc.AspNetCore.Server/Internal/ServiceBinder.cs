using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Is handed the rpcs of a service without an instance, finds the method of each by its name, and maps its route.
/// </summary>
internal sealed class ServiceBinder<TService>(IEndpointRouteBuilder routes, Type serviceBase, CallSettings settings) : ServiceBinderBase
    where TService : class
{
    private readonly Activator<TService> services = new(typeof(TService), [], settings.Root);
    private readonly List<IEndpointConventionBuilder> endpoints = [];
    private readonly HashSet<string> serviceNames = [];

    public IReadOnlyList<IEndpointConventionBuilder> Endpoints => endpoints;

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, implementation) = Find<UnaryHandler<TService, TRequest, TResponse>.Invoke>(method);
        Map(method, implementation, new UnaryHandler<TService, TRequest, TResponse>(method, settings, services, invoke).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, implementation) = Find<ClientStreamingHandler<TService, TRequest, TResponse>.Invoke>(method);
        Map(method, implementation, new ClientStreamingHandler<TService, TRequest, TResponse>(method, settings, services, invoke).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, implementation) = Find<ServerStreamingHandler<TService, TRequest, TResponse>.Invoke>(method);
        Map(method, implementation, new ServerStreamingHandler<TService, TRequest, TResponse>(method, settings, services, invoke).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (invoke, implementation) = Find<DuplexStreamingHandler<TService, TRequest, TResponse>.Invoke>(method);
        Map(method, implementation, new DuplexStreamingHandler<TService, TRequest, TResponse>(method, settings, services, invoke).HandleAsync);
    }

    /// <summary>What no rpc answers is answered UNIMPLEMENTED: within this service, and once for all other services.</summary>
    public void MapUnknown(GrpcMarker marker)
    {
        if (settings.IgnoreUnknown)
        {
            return;
        }

        foreach (var name in serviceNames)
        {
            Map(UnknownRpc.InService(name), UnknownRpc.MethodAsync, $"gRPC - unknown method of {name}");
        }

        if (!marker.UnknownServiceMapped)
        {
            marker.UnknownServiceMapped = true;
            Map(UnknownRpc.AnyService, UnknownRpc.ServiceAsync, "gRPC - unknown service");
        }

        void Map(RoutePattern pattern, RequestDelegate answer, string name) =>
            routes.Map(pattern, answer).WithDisplayName(name).WithMetadata(new HttpMethodMetadata(["POST"]));
    }

    // An open delegate over the virtual method: the call still lands in the most derived override.
    private (TInvoke Invoke, MethodInfo Implementation) Find<TInvoke>(IMethod method)
        where TInvoke : Delegate
    {
        var parameters = typeof(TInvoke).GetMethod("Invoke")!.GetParameters().Skip(1).Select(parameter => parameter.ParameterType).ToArray();
        var declared = serviceBase.GetMethod(method.Name, parameters)
            ?? throw new InvalidOperationException($"'{serviceBase}' has no method for rpc {method.FullName}.");
        var implementation = typeof(TService).GetMethod(method.Name, parameters) ?? declared;
        return (declared.CreateDelegate<TInvoke>(), implementation);
    }

    private void Map(IMethod method, MethodInfo implementation, RequestDelegate handle)
    {
        serviceNames.Add(method.ServiceName);
        var metadata = new List<object> { new GrpcMethodMetadata(typeof(TService), method), new HttpMethodMetadata(["POST"], acceptCorsPreflight: true) };
        metadata.AddRange(typeof(TService).GetCustomAttributes(inherit: true));
        metadata.AddRange(implementation.GetCustomAttributes(inherit: true)); // The method's [Authorize] overrides the class's.
        endpoints.Add(routes.Map(RoutePatternFactory.Parse(method.FullName), handle)
            .WithDisplayName($"gRPC - {method.FullName}")
            .WithMetadata([.. metadata]));
    }
}
