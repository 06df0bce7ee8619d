using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

public class GrpcServiceOptions
{
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>Null is no limit, and is the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Null is no limit; the default is 4 MiB. Holds before and after decompression.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>Null is false. True tells the caller the type and message of an exception.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>"gzip" or "deflate"; used when the caller accepts it. Null sends as is.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    public CompressionLevel? ResponseCompressionLevel { get; set; }

    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Null is false: an unknown service is answered UNIMPLEMENTED rather than 404.</summary>
    public bool? IgnoreUnknownServices { get; set; }
}
