namespace Grpc.Core;

/// <summary>Exists because generated code names it; a token travels in a header here.</summary>
public abstract class CallCredentials
{
    private protected CallCredentials()
    {
    }
}
