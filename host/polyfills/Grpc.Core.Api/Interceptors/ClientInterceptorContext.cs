using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Grpc.Core.Interceptors;

[StructLayout(LayoutKind.Auto)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "The official struct has neither.")]
public struct ClientInterceptorContext<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    public ClientInterceptorContext(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Method = method;
        Host = host;
        Options = options;
    }

    public readonly Method<TRequest, TResponse> Method { get; }

    public readonly string? Host { get; }

    public readonly CallOptions Options { get; }
}
