using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Registered before the first configuration of a service's own options: they start as the global ones.</summary>
internal sealed class GlobalDefaults<TService>(IOptions<GrpcServiceOptions> global) : IConfigureOptions<GrpcServiceOptions<TService>>
    where TService : class
{
    public void Configure(GrpcServiceOptions<TService> options)
    {
        options.MaxSendMessageSize = global.Value.MaxSendMessageSize;
        options.MaxReceiveMessageSize = global.Value.MaxReceiveMessageSize;
        options.EnableDetailedErrors = global.Value.EnableDetailedErrors;
        options.ResponseCompressionAlgorithm = global.Value.ResponseCompressionAlgorithm;
        options.ResponseCompressionLevel = global.Value.ResponseCompressionLevel;
        options.IgnoreUnknownServices = global.Value.IgnoreUnknownServices;
    }
}
