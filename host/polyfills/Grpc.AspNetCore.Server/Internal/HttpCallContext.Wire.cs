using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Start, messages and end on the wire. The deadline ends a call from a timer's thread while its handler may still run,
/// hence one gate: whoever ends the call first decides its status, and nothing is written after.
/// </summary>
internal sealed partial class HttpCallContext
{
    private readonly Lock gate = new();
    private MessageReader? reader;
    private MessageWriter? writer;
    private Task? starting;
    private bool ended;

    /// <summary>Throws when the request cannot be answered by any handler.</summary>
    public void Begin(bool streamsRequest)
    {
        http.Response.ContentType = Headers.ContentType;
        if (streamsRequest)
        {
            LetRequestTakeItsTime();
        }

        var headers = http.Request.Headers;
        var encoding = (string?)headers.GrpcEncoding;
        if (encoding is not null && encoding != Compression.Identity && !Compression.IsKnown(encoding))
        {
            http.Response.Headers.GrpcAcceptEncoding = Compression.Accepted;
            throw Errors.UnknownEncoding(encoding);
        }

        var answerEncoding = settings.ResponseEncoding is { } wanted && Accepts(headers.GrpcAcceptEncoding, wanted) ? wanted : null;
        if (answerEncoding is not null)
        {
            http.Response.Headers.GrpcEncoding = answerEncoding;
        }

        reader = new MessageReader(http.Request.BodyReader, settings.MaxReceiveMessageSize, encoding);
        writer = new MessageWriter(http.Response.BodyWriter, settings.MaxSendMessageSize, answerEncoding, settings.ResponseLevel);
        StartDeadline(headers.GrpcTimeout);
    }

    public ValueTask<T?> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class => reader!.ReadSingleAsync(marshaller.ContextualDeserializer, CancellationToken.None);

    public ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class => reader!.ReadAsync(marshaller.ContextualDeserializer, cancellationToken);

    /// <summary>False when the call has ended, by its deadline or otherwise.</summary>
    public async ValueTask<bool> TryWriteAsync<T>(Marshaller<T> marshaller, T message, WriteOptions? options)
        where T : class
    {
        if (!http.Response.HasStarted)
        {
            await StartResponseAsync();
        }

        return TryWrite(marshaller, message, options);
    }

    private bool TryWrite<T>(Marshaller<T> marshaller, T message, WriteOptions? options)
        where T : class
    {
        lock (gate)
        {
            if (ended)
            {
                return false;
            }

            writer!.Write(message, marshaller.ContextualSerializer, options?.Flags ?? default);
            return true;
        }
    }

    /// <summary>The handler returned: the status is what it set, OK unless it set another.</summary>
    public Task EndAsync()
    {
        lock (gate)
        {
            if (!ended)
            {
                End();
            }
        }

        return CleanUpAsync();
    }

    public Task FailAsync(Exception exception)
    {
        lock (gate)
        {
            if (!ended)
            {
                status = StatusOf(exception);
                End();
            }
        }

        return CleanUpAsync();
    }

    private Task StartResponseAsync()
    {
        lock (gate)
        {
            return ended ? Task.CompletedTask : starting ??= http.Response.StartAsync(CancellationToken.None);
        }
    }

    private static bool Accepts(string? accepted, string encoding) =>
        accepted is not null && accepted.Split(',', StringSplitOptions.TrimEntries).Contains(encoding, StringComparer.OrdinalIgnoreCase);

    // A stream may be silent for hours and long without end: both are the caller's right.
    private void LetRequestTakeItsTime()
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private Status StatusOf(Exception exception)
    {
        if (exception is RpcException refused)
        {
            Log.CallRefused(settings.Logger, method.FullName, refused.StatusCode);
            foreach (var entry in refused.Trailers)
            {
                ResponseTrailersCore.Add(entry);
            }

            return refused.Status;
        }

        // A request that broke off is no fault of the handler's, and whoever sends such could fill the log with them.
        if (http.RequestAborted.IsCancellationRequested || (exception is IOException && reader is { IsReading: true }))
        {
            Log.CallAbandoned(settings.Logger, method.FullName, exception);
            return new Status(StatusCode.Cancelled, "The caller gave up.", exception);
        }

        Log.HandlerFailed(settings.Logger, method.FullName, exception);
        const string Message = "Exception was thrown by handler.";
        return new Status(StatusCode.Unknown, settings.DetailedErrors ? $"{Message} {Describe(exception)}" : Message, exception);
    }

    private static string Describe(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        return exception.InnerException is { } inner ? $"{text} {Describe(inner)}" : text;
    }

    // Under the gate. Trailers go where the client still looks: to the headers as long as they have not left.
    private void End()
    {
        ended = true;
        var destination = http.Response.HasStarted ? http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : http.Response.Headers;
        try
        {
            WriteTrailers(destination);
        }
        catch (InvalidOperationException refused)
        {
            Log.TrailerRefused(settings.Logger, method.FullName, refused);
            status = new Status(StatusCode.Internal, "The server set a trailer that HTTP cannot carry.", refused);
        }

        StatusWire.Write(destination, status);
    }

    private void WriteTrailers(IHeaderDictionary destination)
    {
        // By index: a handler that outlived its deadline may still add to the list.
        for (var i = 0; i < responseTrailers?.Count; i++)
        {
            destination.Append(responseTrailers[i].Key, MetadataWire.ToHeaderValue(responseTrailers[i]));
        }
    }
}
