using System.Diagnostics.CodeAnalysis;

namespace Grpc.AspNetCore.Server;

public class InterceptorRegistration
{
    internal InterceptorRegistration([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, object[] arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    public Type Type { get; }

    public IReadOnlyList<object> Arguments { get; }
}
