namespace Grpc.AspNetCore.Server;

/// <summary>The options of one service. They start as the global ones; its interceptors come after the global ones.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class;
