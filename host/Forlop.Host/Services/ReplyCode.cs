using System.Security.Cryptography;

namespace Forlop.Host.Services;

/// <summary>
/// The code on the tear-off slip of a letter: drawn at random, so that it says nothing of the case, and made for being read
/// aloud and typed. Nine letters and digits that look unlike one another, the last of which tells most mistypings.
/// </summary>
internal static class ReplyCode
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Drawn = 8;

    /// <summary>Such as <c>7KQM2XWPD</c>.</summary>
    public static string Draw()
    {
        var drawn = RandomNumberGenerator.GetString(Alphabet, Drawn);
        return drawn + CheckOf(drawn);
    }

    /// <summary>As it is stored, from how people write it; null when it can be none.</summary>
    public static string? Read(string written)
    {
        var code = new string([.. written.Where(character => !char.IsWhiteSpace(character) && character is not ('-' or '.')).Select(char.ToUpperInvariant)]);
        return code.Length == Drawn + 1 && code.All(character => Alphabet.Contains(character, StringComparison.Ordinal)) && code[^1] == CheckOf(code[..Drawn]) ? code : null;
    }

    // Each place weighs otherwise, so that two exchanged neighbours show as well.
    private static char CheckOf(string code) => Alphabet[code.Select((character, place) => (place + 1) * Alphabet.IndexOf(character, StringComparison.Ordinal)).Sum() % Alphabet.Length];
}
