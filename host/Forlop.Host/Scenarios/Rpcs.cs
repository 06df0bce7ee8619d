using System.Collections.Frozen;
using System.Reflection;
using Forlop.Contracts.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>The RPCs of <c>forlop.v1</c>, from the generated descriptors: one that is added later is here without a change.</summary>
internal static class Rpcs
{
    private static readonly FrozenDictionary<string, MethodDescriptor> ByName = typeof(CommonReflection).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(CommonReflection).Namespace)
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
        .Where(property => property?.PropertyType == typeof(FileDescriptor))
        .SelectMany(property => ((FileDescriptor)property!.GetValue(null)!).Services)
        .SelectMany(service => service.Methods)
        .ToFrozenDictionary(NameOf);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary><c>Service.Rpc</c>.</summary>
    public static string NameOf(MethodDescriptor rpc) => $"{rpc.Service.Name}.{rpc.Name}";

    public static MethodDescriptor Find(Part where)
    {
        var name = where.Text;
        if (!ByName.TryGetValue(name, out var rpc))
        {
            var service = name.Split('.')[0] + ".";
            var near = Names.Where(known => known.StartsWith(service, StringComparison.Ordinal)).ToList();
            throw where.Fault(near.Count > 0
                ? $"There is no RPC {name}. {service[..^1]} has: {string.Join(", ", near.Select(known => known[service.Length..]))}."
                : $"There is no RPC {name}. Write Service.Rpc; the services are: {string.Join(", ", Names.Select(known => known.Split('.')[0]).Distinct(StringComparer.Ordinal))}.");
        }

        return rpc.IsClientStreaming || rpc.IsServerStreaming
            ? throw where.Fault($"{name} is a stream, and a scenario calls unary RPCs alone. What a stream delivers, PathwayService.GetHistory shows too.")
            : rpc;
    }
}
