namespace Grpc.Core;

/// <summary>Exists because generated code names it; grpc-dotnet never made one either.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }
}
