using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Asks the generated base of a service for its rpcs and maps a route for each.</summary>
internal static class ServiceMapper<TService>
    where TService : class
{
    public static IReadOnlyList<IEndpointConventionBuilder> Map(IEndpointRouteBuilder routes, GrpcMarker marker)
    {
        var (serviceBase, bind) = FindBase();
        var binder = new ServiceBinder<TService>(routes, serviceBase, CallSettings.For<TService>(routes.ServiceProvider));
        bind.Invoke(null, [binder, null]);
        binder.MapUnknown(marker);
        return binder.Endpoints;
    }

    private static (Type ServiceBase, MethodInfo Bind) FindBase()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } found
                && found.BindType.GetMethod(found.BindMethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ServiceBinderBase), type]) is { } bind)
            {
                return (type, bind);
            }
        }

        throw new InvalidOperationException($"'{typeof(TService)}' does not derive from a generated service base, so it has no rpcs to map.");
    }
}
