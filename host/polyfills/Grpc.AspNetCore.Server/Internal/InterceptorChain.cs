using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Internal;

internal static class InterceptorChain
{
    /// <summary>Built once per rpc, the service innermost; the interceptors themselves are found or made per call.</summary>
    public static TMethod Wrap<TMethod>(CallSettings settings, TMethod service, Func<Activator<Interceptor>, TMethod, TMethod> around) =>
        settings.Interceptors.Reverse().Aggregate(
            service,
            (next, registration) => around(new Activator<Interceptor>(registration.Type, registration.Arguments, settings.Root), next));
}
