using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

public static class GrpcEndpointRouteBuilderExtensions
{
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var marker = builder.ServiceProvider.GetService<GrpcMarker>()
            ?? throw new InvalidOperationException("The gRPC services are not registered. Call services.AddGrpc() where the services are configured.");
        return new GrpcServiceEndpointConventionBuilder(ServiceMapper<TService>.Map(builder, marker));
    }
}
