using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Finds or makes one instance for one call. What the container gave is the container's to dispose; what was made here
/// for lack of a registration ends with the call.
/// </summary>
internal sealed class Activator<T>
    where T : class
{
    private readonly Type type;
    private readonly object[] arguments;

    // Compiled, which costs milliseconds: only for what the container does not know, and not before it is called.
    private readonly Lazy<ObjectFactory> create;
    private readonly Lazy<T>? singleton;

    public Activator(Type type, IReadOnlyList<object> arguments, IServiceProvider root)
    {
        this.type = type;
        this.arguments = [.. arguments];
        create = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(type, [.. arguments.Select(argument => argument.GetType())]), LazyThreadSafetyMode.PublicationOnly);
        if (arguments.Count == 0 && root.GetRequiredService<GrpcMarker>().IsSingleton(type))
        {
            // A constructor that throws is tried again by the next call, as the container itself would.
            singleton = new Lazy<T>(() => (T)root.GetRequiredService(type), LazyThreadSafetyMode.PublicationOnly);
        }
    }

    public Lease Rent(HttpContext http)
    {
        if (singleton is not null)
        {
            return new Lease(singleton.Value, isMade: false);
        }

        var services = http.RequestServices;
        return arguments.Length == 0 && services.GetService(type) is T registered
            ? new Lease(registered, isMade: false)
            : new Lease((T)create.Value(services, arguments), isMade: true);
    }

    public readonly struct Lease(T instance, bool isMade) : IAsyncDisposable
    {
        public T Instance => instance;

        /// <summary>True when there is something to await at the end of the call.</summary>
        public bool MustBeDisposed => isMade && (instance is IAsyncDisposable or IDisposable);

        public ValueTask DisposeAsync()
        {
            if (isMade && instance is IAsyncDisposable asynchronous)
            {
                return asynchronous.DisposeAsync();
            }

            if (isMade && instance is IDisposable disposable)
            {
                disposable.Dispose();
            }

            return ValueTask.CompletedTask;
        }
    }
}
