namespace Stateless.Reflection;

public class InvocationInfo
{
    private readonly string? description;

    private InvocationInfo(string methodName, string? description)
    {
        MethodName = methodName;
        this.description = description;
    }

    public string MethodName { get; }

    /// <summary>What the configuration said, else the method's name; a lambda has no name that a reader could use.</summary>
    public string Description => description ?? (MethodName.AsSpan().ContainsAny('<', '>') ? "Function" : MethodName);

    internal static InvocationInfo Of(Delegate method, string? description)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new InvocationInfo(method.Method.Name, description);
    }
}
