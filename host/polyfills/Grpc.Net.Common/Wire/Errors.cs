using Grpc.Core;

namespace Grpc.Net.Wire;

internal static class Errors
{
    public static RpcException ReceivedTooLarge() =>
        new(new Status(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));

    public static RpcException SentTooLarge() =>
        new(new Status(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."));

    public static RpcException Incomplete() => new(new Status(StatusCode.Internal, "Incomplete message."));

    public static RpcException Additional() => new(new Status(StatusCode.Internal, "Additional data after the message received."));

    public static RpcException BadFlag() => new(new Status(StatusCode.Internal, "Unexpected compressed flag value in message header."));

    public static RpcException CompressedWithoutEncoding() =>
        new(new Status(StatusCode.Internal, "A compressed message came without a grpc-encoding that says how."));

    public static RpcException UnknownEncoding(string encoding) =>
        new(new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {Compression.Accepted.Replace(",", ", ", StringComparison.Ordinal)}"));
}
