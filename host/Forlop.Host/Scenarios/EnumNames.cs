using System.Globalization;
using Google.Protobuf.Reflection;

namespace Forlop.Host.Scenarios;

/// <summary>Enum values as people write them: with the prefix of their type or, shorter, without.</summary>
internal static class EnumNames
{
    private const string Zero = "UNSPECIFIED";

    public static EnumValueDescriptor? Find(EnumDescriptor type, string written) =>
        type.FindValueByName(written) ?? type.FindValueByName(Prefix(type) + written);

    /// <summary>Without its prefix; a value that this program does not know is its number.</summary>
    public static string Short(EnumDescriptor type, int number) =>
        type.FindValueByNumber(number)?.Name[Prefix(type).Length..] ?? number.ToString(CultureInfo.InvariantCulture);

    public static string Choices(EnumDescriptor type) => string.Join(", ", type.Values.Where(value => value.Number != 0).Select(value => value.Name[Prefix(type).Length..]));

    // The contract's zero is always the prefix and UNSPECIFIED.
    private static string Prefix(EnumDescriptor type) =>
        type.FindValueByNumber(0)?.Name is { } zero && zero.EndsWith(Zero, StringComparison.Ordinal) ? zero[..^Zero.Length] : "";
}
