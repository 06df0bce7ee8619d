using System.Globalization;
using System.Text.RegularExpressions;

namespace Forlop.Pathways.Rules;

/// <summary>What a reference, an id or a code may be: it stands in logs and lists for ever, and must not tell who somebody is.</summary>
public static partial class OpaqueText
{
    // What a reader puts where bytes were no UTF-8: two different references would look the same.
    private const char Replacement = '\uFFFD';

    /// <summary>A key that nobody reads as a name: no blanks, nothing invisible, nothing like a national id.</summary>
    public static bool IsCode(string value) => !value.Any(char.IsWhiteSpace) && IsVisible(value) && !LooksLikeNationalId(value);

    /// <summary>No control characters, no invisible ones, and nothing that came as broken UTF-8.</summary>
    public static bool IsVisible(string value) =>
        !value.Any(character => character == Replacement || char.IsControl(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format);

    /// <summary>As <see cref="IsVisible"/>, with the line breaks and tabs that people write.</summary>
    public static bool IsReadable(string value) =>
        !value.Any(character => character == Replacement || (char.IsControl(character) && character is not ('\n' or '\r' or '\t')));

    /// <summary>
    /// Eleven digits alone, or anywhere eleven that begin with a day and a month, in the groups that people write: also D
    /// numbers and the test numbers that add 40, 65 or 80 to the month, and digits of any script. A case number such as
    /// "2026-0001234" is none.
    /// </summary>
    public static bool LooksLikeNationalId(string value)
    {
        var digits = string.Create(value.Length, value, static (ascii, text) =>
        {
            for (var i = 0; i < ascii.Length; i++)
            {
                ascii[i] = char.IsDigit(text[i]) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(text[i])) : text[i];
            }
        });
        return ElevenDigits().IsMatch(digits) || DayAndMonthFirst().IsMatch(digits);
    }

    [GeneratedRegex(@"^\s*[0-9]{11}\s*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ElevenDigits();

    [GeneratedRegex(
        @"(^|[^\p{L}\p{Nd}])(0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])[ ./-]?(0[1-9]|1[0-2]|4[1-9]|5[0-2]|6[6-9]|7[0-7]|8[1-9]|9[0-2])[ ./-]?[0-9]{2}[ ./-]?[0-9]{3} ?[0-9]{2}($|[^\p{L}\p{Nd}])",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DayAndMonthFirst();
}
