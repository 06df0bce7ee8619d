namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Says that AddGrpc was called, and remembers that the route for unknown services is mapped.</summary>
internal sealed class GrpcMarker
{
    public bool UnknownServiceMapped { get; set; }
}
