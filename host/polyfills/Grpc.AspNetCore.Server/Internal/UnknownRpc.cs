using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

internal static class UnknownRpc
{
    private const string MethodParameter = "unimplementedMethod";

    // Only gRPC requests: any other request to such a path is for the rest of the pipeline to answer.
    private static readonly object Policies = new { unimplementedMethod = new IsGrpcRequest() };

    public static RoutePattern AnyService { get; } =
        RoutePatternFactory.Parse($"{{unimplementedService}}/{{{MethodParameter}}}", defaults: null, parameterPolicies: Policies);

    public static RoutePattern InService(string name) =>
        RoutePatternFactory.Parse($"{name}/{{{MethodParameter}}}", defaults: null, parameterPolicies: Policies);

    public static Task ServiceAsync(HttpContext http) => AnswerAsync(http, "Service is unimplemented.");

    public static Task MethodAsync(HttpContext http) => AnswerAsync(http, "Method is unimplemented.");

    private static Task AnswerAsync(HttpContext http, string message)
    {
        http.Response.ContentType = Headers.ContentType;
        StatusWire.Write(http.Response.Headers, new Status(StatusCode.Unimplemented, message));
        return Task.CompletedTask;
    }

    private sealed class IsGrpcRequest : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            Headers.IsGrpc(httpContext?.Request.ContentType);
    }
}
