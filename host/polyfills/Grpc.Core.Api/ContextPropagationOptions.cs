namespace Grpc.Core;

public class ContextPropagationOptions
{
    public static readonly ContextPropagationOptions Default = new();

    private ContextPropagationOptions()
    {
    }
}
