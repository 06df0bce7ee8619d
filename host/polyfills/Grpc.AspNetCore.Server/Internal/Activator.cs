using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Finds or makes one instance for one call. What the container gave is the container's to dispose; what was made here
/// for lack of a registration ends with the call.
/// </summary>
internal sealed class Activator<T>(Type type, IReadOnlyList<object> arguments)
    where T : class
{
    private readonly ObjectFactory create = ActivatorUtilities.CreateFactory(type, [.. arguments.Select(argument => argument.GetType())]);
    private readonly object[] arguments = [.. arguments];

    public Lease Rent(IServiceProvider services) =>
        arguments.Length == 0 && services.GetService(type) is T registered
            ? new Lease(registered, made: false)
            : new Lease((T)create(services, arguments), made: true);

    public readonly struct Lease(T instance, bool made) : IAsyncDisposable
    {
        public T Instance => instance;

        public ValueTask DisposeAsync()
        {
            if (made && instance is IAsyncDisposable asynchronous)
            {
                return asynchronous.DisposeAsync();
            }

            if (made && instance is IDisposable disposable)
            {
                disposable.Dispose();
            }

            return ValueTask.CompletedTask;
        }
    }
}
