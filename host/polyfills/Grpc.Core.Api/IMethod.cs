namespace Grpc.Core;

public interface IMethod
{
    MethodType Type { get; }

    string ServiceName { get; }

    string Name { get; }

    /// <summary>The request path: "/package.Service/Method".</summary>
    string FullName { get; }
}
