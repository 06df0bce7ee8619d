using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Google.Protobuf.Collections;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>
/// What a request has to be, whatever the state. Each answers null when all is well, so that checks chain with <c>??</c>
/// and the first that fails is the answer.
/// </summary>
internal static class Check
{
    public const int LongestText = 4000;
    public const int LongestReference = 200;
    private const int LargestList = 50;

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

    /// <summary>Kinds of instances: an open list, of which only "none" is refused.</summary>
    public static Refusal? Types(string field, RepeatedField<HealthInstanceType> values) =>
        Count(field, values) ?? (values.Contains(HealthInstanceType.Unspecified) ? Refusals.Malformed(field, "code") : null);

    public static Refusal? Text(string field, string value, bool required = true, int longest = LongestText) =>
        (required && string.IsNullOrWhiteSpace(value)) ? Refusals.Malformed(field, "required")
        : value.Length > longest ? Refusals.Malformed(field, "too-long")
        : !OpaqueText.IsReadable(value) ? Refusals.Malformed(field, "characters")
        : null;

    /// <summary>An opaque reference or id: never anything that could be a national id.</summary>
    public static Refusal? Reference(string field, string value, bool required = true, int longest = LongestReference) =>
        Text(field, value, required, longest)
        ?? (OpaqueText.IsVisible(value) ? null : Refusals.Malformed(field, "characters"))
        ?? (OpaqueText.LooksLikeNationalId(value) ? Refusals.Malformed(field, "national-id", RefusalReason.NationalId) : null);

    /// <summary>A key, such as that of a person or an office: a reference without blanks, so that no name can stand there.</summary>
    public static Refusal? Key(string field, string value, int longest = LongestReference) =>
        Reference(field, value, longest: longest) ?? (value.Any(char.IsWhiteSpace) ? Refusals.Malformed(field, "blank") : null);

    /// <summary>More than people ever need would make a pathway that no client can read.</summary>
    public static Refusal? Count<T>(string field, RepeatedField<T> values) =>
        values.Count <= LargestList ? null : Refusals.Malformed(field, "too-many");

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
        : Key($"{field}.instance_id", instance.InstanceId) ?? Text($"{field}.name", instance.Name, required: false, LongestReference);
}
