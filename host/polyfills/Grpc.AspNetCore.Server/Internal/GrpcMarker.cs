using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Says that AddGrpc was called, and remembers that the route for unknown services is mapped.</summary>
internal sealed class GrpcMarker(IServiceCollection registrations)
{
    public bool UnknownServiceMapped { get; set; }

    /// <summary>A singleton needs no request scope, and a scope is a good part of what a small call costs.</summary>
    public bool IsSingleton(Type type) =>
        registrations.LastOrDefault(service => !service.IsKeyedService && service.ServiceType == type) is { Lifetime: ServiceLifetime.Singleton };
}
