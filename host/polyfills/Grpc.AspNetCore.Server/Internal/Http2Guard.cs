using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Answers, in plain HTTP, what found its way to an rpc and is no gRPC.</summary>
internal static class Http2Guard
{
    public static bool Accepts(HttpContext http, ILogger logger)
    {
        if (!Headers.IsGrpc(http.Request.ContentType))
        {
            var reason = string.IsNullOrEmpty(http.Request.ContentType)
                ? "Content-Type is missing from the request."
                : $"Content-Type '{http.Request.ContentType}' is not supported.";
            return Refuse(http, logger, StatusCodes.Status415UnsupportedMediaType, reason);
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers[HeaderNames.Upgrade] = "HTTP/2";
            return Refuse(http, logger, StatusCodes.Status426UpgradeRequired, $"Request protocol '{http.Request.Protocol}' is not supported.");
        }

        return true;
    }

    private static bool Refuse(HttpContext http, ILogger logger, int statusCode, string reason)
    {
        Log.NotGrpc(logger, reason);
        http.Response.StatusCode = statusCode;
        StatusWire.Write(http.Response.Headers, new Status(StatusCode.Internal, reason));
        return false;
    }
}
