using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>
/// Says on the server which messages were compressed: those of a request to the service, those of a response to the caller
/// who asked, in a trailer. Calls that have nothing to do with compression go past it untouched.
/// </summary>
internal static class FrameWitness
{
    public const string AskKey = "x-forlop-show-flags";
    public const string AnswerKey = "x-forlop-response-flags";

    public static void UseFrameWitness(this WebApplication app) => app.Use(WatchAsync);

    /// <summary>The flags of the request so far.</summary>
    public static string RequestFlags(this HttpContext http) => http.Features.Get<FrameFlags>()?.ToString() ?? "";

    private static async Task WatchAsync(HttpContext http, RequestDelegate next)
    {
        if ((string?)http.Request.Headers.GrpcEncoding is { } encoding && encoding != "identity")
        {
            var request = new FrameFlags();
            http.Features.Set(request);
            http.Request.Body = new ObservedStream(http.Request.Body, request);
        }

        if (!http.Request.Headers.ContainsKey(AskKey))
        {
            await next(http);
            return;
        }

        var response = new FrameFlags();
        http.Response.Body = new ObservedStream(http.Response.Body, response);
        await next(http);
        await http.Response.BodyWriter.FlushAsync(); // Kestrel flushes its own writer at the end, and this is not it.
        http.Response.AppendTrailer(AnswerKey, response.ToString());
    }
}
