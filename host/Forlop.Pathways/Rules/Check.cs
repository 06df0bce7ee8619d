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

    public static Refusal? Instance(string field, HealthInstance? instance) =>
        instance is null ? Refusals.Malformed(field, "required")
        : instance.Type == HealthInstanceType.Unspecified ? Refusals.Malformed($"{field}.type", "code")
        : Reference($"{field}.instance_id", instance.InstanceId) ?? Text($"{field}.name", instance.Name, required: false, LongestReference);

    /// <summary>Eleven digits, also when written in groups.</summary>
    internal static bool LooksLikeNationalId(string value)
    {
        var digits = 0;
        foreach (var character in value)
        {
            if (char.IsAsciiDigit(character))
            {
                digits++;
            }
            else if (character is not (' ' or '-' or '.'))
            {
                return false;
            }
        }

        return digits == 11;
    }
}
