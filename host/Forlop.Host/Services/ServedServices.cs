using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;

namespace Forlop.Host.Services;

/// <summary>The gRPC services that are mapped, by their endpoints: what is mapped cannot be forgotten here.</summary>
internal sealed class ServedServices(EndpointDataSource endpoints)
{
    // Endpoints are complete when the first call comes.
    private readonly Lazy<SortedDictionary<string, Type>> byName = new(() => Read(endpoints));

    public IReadOnlyCollection<string> Names => byName.Value.Keys;

    /// <summary>The files that declare them.</summary>
    public IEnumerable<FileDescriptor> Files => byName.Value.Values.Select(FileOf);

    public bool Serves(string service) => byName.Value.ContainsKey(service);

    private static SortedDictionary<string, Type> Read(EndpointDataSource endpoints)
    {
        var services = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var rpc in endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()).OfType<GrpcMethodMetadata>())
        {
            services[rpc.Method.ServiceName] = rpc.ServiceType;
        }

        return services;
    }

    // PathwayRpcService derives from the generated PathwayService.PathwayServiceBase, and PathwayService holds the descriptor.
    private static FileDescriptor FileOf(Type service) =>
        ((IDescriptor)service.BaseType!.DeclaringType!.GetProperty("Descriptor")!.GetValue(null)!).File;
}
