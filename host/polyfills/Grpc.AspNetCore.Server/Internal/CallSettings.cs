using System.IO.Compression;
using Grpc.Net.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The options of one service, read once when it is mapped.</summary>
internal sealed record CallSettings(
    int? MaxSendMessageSize,
    int? MaxReceiveMessageSize,
    bool DetailedErrors,
    string? ResponseEncoding,
    CompressionLevel ResponseLevel,
    bool IgnoreUnknown,
    IReadOnlyList<InterceptorRegistration> Interceptors,
    IServiceProvider Root,
    ILogger Logger)
{
    public static CallSettings For<TService>(IServiceProvider services)
        where TService : class
    {
        var global = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var own = services.GetServices<IConfigureOptions<GrpcServiceOptions<TService>>>().Any()
            ? services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value
            : null;
        var options = own ?? global;
        if (options.ResponseCompressionAlgorithm is { } algorithm && algorithm != Compression.Identity && !Compression.IsKnown(algorithm))
        {
            throw new InvalidOperationException($"ResponseCompressionAlgorithm '{algorithm}' is not known. Use gzip or deflate.");
        }

        return new CallSettings(
            options.MaxSendMessageSize,
            options.MaxReceiveMessageSize,
            options.EnableDetailedErrors ?? false,
            Compression.IsKnown(options.ResponseCompressionAlgorithm) ? options.ResponseCompressionAlgorithm : null,
            options.ResponseCompressionLevel ?? CompressionLevel.Fastest,
            options.IgnoreUnknownServices ?? false,
            [.. global.Interceptors, .. own?.Interceptors ?? []],
            services,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler") /* the official category, by which it is filtered */);
    }
}
