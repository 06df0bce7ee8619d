using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

public static class ServerCallContextExtensions
{
    /// <summary>A context that wraps the server's must hand on its UserState, where the HTTP context is found.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is HttpCallContext own)
        {
            return own.Http;
        }

        return serverCallContext.UserState.TryGetValue(HttpCallContext.HttpContextKey, out var found) && found is HttpContext http
            ? http
            : throw new InvalidOperationException("The call does not come from ASP.NET Core, so it has no HttpContext.");
    }
}
