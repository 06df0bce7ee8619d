namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Who a server says that it is, and the one caller whom it knows.</summary>
internal sealed record InteropIdentity(string ServerId)
{
    public string Token { get; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public string Username => "proba@havnes.example";

    public string Scope => "interop";
}
