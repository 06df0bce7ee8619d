using Grpc.Core;

namespace Forlop.Conformance;

/// <summary>How a call ended, and its reply if it has one.</summary>
internal readonly record struct Answered<T>(StatusCode Code, T? Value)
    where T : class
{
    public bool IsOk => Code == StatusCode.OK;

    /// <summary>For whoever reads the report; it holds nothing of the reply.</summary>
    public string How => IsOk ? "it was answered" : $"it ended with {Named(Code)}";

    private static string Named(StatusCode code) =>
        string.Concat(code.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}

internal static class Answered
{
    public static async Task<Answered<T>> OfAsync<T>(Func<AsyncUnaryCall<T>> ask)
        where T : class => await OfAsync(async () => await ask());

    public static async Task<Answered<T>> OfAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return new(StatusCode.OK, await ask());
        }
        catch (RpcException e)
        {
            return new(e.StatusCode, null);
        }
    }
}
