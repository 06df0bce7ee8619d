namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Where a pair of test servers is met, and the caller whom they know.</summary>
/// <param name="Second">Takes two calls at a time on a connection.</param>
internal sealed record InteropPeer(Uri Plain, Uri Second, Uri Secure, string Token, string Username, string Scope)
{
    /// <summary>Cases that its library cannot serve, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Cannot { get; init; } = new Dictionary<string, string>();
}
