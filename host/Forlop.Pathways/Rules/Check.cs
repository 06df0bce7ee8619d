using System.Text.RegularExpressions;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Google.Protobuf.Collections;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>
/// What a request has to be, whatever the state. Each answers null when all is well, so that checks chain with <c>??</c>
/// and the first that fails is the answer.
/// </summary>
internal static partial class Check
{
    public const int LongestText = 4000;
    public const int LongestReference = 200;

    /// <summary>Enum values travel as numbers: zero, and for codes that we decide on also unknown ones, are refused.</summary>
    public static Refusal? Code<T>(string field, T value)
        where T : struct, Enum =>
        !EqualityComparer<T>.Default.Equals(value, default) && Enum.IsDefined(value) ? null : Refusals.Malformed(field, "code");

    public static Refusal? Codes<T>(string field, RepeatedField<T> values, bool required)
        where T : struct, Enum
    {
        if (required && values.Count == 0)
        {
            return Refusals.Malformed(field, "at-least-one");
        }

        return values.Select(value => Code(field, value)).FirstOrDefault(refusal => refusal is not null)
            ?? (values.Distinct().Count() == values.Count ? null : Refusals.Malformed(field, "repeated"));
    }

    public static Refusal? Text(string field, string value, bool required = true, int longest = LongestText) =>
        (required && string.IsNullOrWhiteSpace(value)) ? Refusals.Malformed(field, "required")
        : value.Length > longest ? Refusals.Malformed(field, "too-long")
        : null;

    /// <summary>An opaque reference or id: never anything that could be a national id.</summary>
    public static Refusal? Reference(string field, string value, bool required = true, int longest = LongestReference) =>
        Text(field, value, required, longest)
        ?? (LooksLikeNationalId(value) ? Refusals.Malformed(field, "national-id", RefusalReason.NationalId) : null);

    public static Refusal? Kommunenummer(string field, string value) =>
        value.Length == 4 && value.All(char.IsAsciiDigit) ? null : Refusals.Malformed(field, "kommunenummer");

    public static Refusal? Date(string field, string value, bool required = true) =>
        (value.Length == 0 && !required) || Day.TryParse(value, out _) ? null : Refusals.Malformed(field, "date");

    /// <summary>A day on which something happened: not ahead, and not before what it depends on.</summary>
    /// <param name="earliest">Empty when it depends on nothing.</param>
    public static Refusal? Happened(string field, string value, LocalDate today, string earliest = "") =>
        Date(field, value)
        ?? (Day.Parse(value) > today ? Refusals.ImpossibleDate(field, "date-ahead") : null)
        ?? NotBefore(field, value, earliest);

    public static Refusal? NotBefore(string field, string value, string earliest) =>
        earliest.Length > 0 && Day.Parse(value) < Day.Parse(earliest) ? Refusals.ImpossibleDate(field, "date-before") : null;

    /// <summary>
    /// A day that people agreed on: within a year of when they did. A mistyped year would otherwise silence the follow-up
    /// that hangs on it.
    /// </summary>
    public static Refusal? Agreed(string field, string value, string agreedOn) =>
        Date(field, value)
        ?? NotBefore(field, value, agreedOn)
        ?? (Day.Parse(value) > Day.Parse(agreedOn).PlusYears(1) ? Refusals.ImpossibleDate(field, "date-far") : null);

    public static Refusal? Instance(string field, HealthInstance? instance) =>
        instance is null ? Refusals.Malformed(field, "required")
        : instance.Type == HealthInstanceType.Unspecified ? Refusals.Malformed($"{field}.type", "code")
        : Reference($"{field}.instance_id", instance.InstanceId) ?? Text($"{field}.name", instance.Name, required: false, LongestReference);

    /// <summary>
    /// Eleven digits alone, or anywhere eleven that begin with a day and a month, in the groups that people write: also D
    /// numbers and the test numbers that add 40, 65 or 80 to the month. A case number such as "2026-0001234" is none.
    /// </summary>
    internal static bool LooksLikeNationalId(string value) => ElevenDigits().IsMatch(value) || DayAndMonthFirst().IsMatch(value);

    [GeneratedRegex(@"^\s*[0-9]{11}\s*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ElevenDigits();

    [GeneratedRegex(
        @"(^|[^\p{L}\p{Nd}])(0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])[ ./-]?(0[1-9]|1[0-2]|4[1-9]|5[0-2]|6[6-9]|7[0-7]|8[1-9]|9[0-2])[ ./-]?[0-9]{2}[ ./-]?[0-9]{3} ?[0-9]{2}($|[^\p{L}\p{Nd}])",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DayAndMonthFirst();
}
