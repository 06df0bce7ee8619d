using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace Forlop.Pathways.Dates;

/// <summary>Dates as the contract writes them: <c>YYYY-MM-DD</c>, in Europe/Oslo.</summary>
public static class Day
{
    private static readonly DateTimeZone Oslo = DateTimeZoneProviders.Tzdb["Europe/Oslo"];

    /// <summary>Which day it is in Oslo.</summary>
    public static LocalDate Today(TimeProvider calendar) => Instant.FromDateTimeOffset(calendar.GetUtcNow()).InZone(Oslo).Date;

    /// <summary>Which day it was in Oslo when it was stored.</summary>
    public static LocalDate Of(Google.Protobuf.WellKnownTypes.Timestamp recordTime) => Instant.FromDateTimeOffset(recordTime.ToDateTimeOffset()).InZone(Oslo).Date;

    /// <summary>The instant of a time of day in Oslo; a time that a clock change skips is moved past it.</summary>
    public static DateTimeOffset At(LocalDate date, LocalTime time) => Oslo.AtLeniently(date + time).ToDateTimeOffset();

    public static string Format(LocalDate date) => LocalDatePattern.Iso.Format(date);

    /// <summary>Only for what has been validated or stored; a fault in it is a bug.</summary>
    public static LocalDate Parse(string text) => LocalDatePattern.Iso.Parse(text).Value;

    /// <summary>Only years in which somebody served here can have been born, or a date be due: the rest is mistyped.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LocalDate date) =>
        LocalDatePattern.Iso.Parse(text).TryGetValue(default, out date) && date.Year is >= 1900 and < 2200;

    /// <summary>The latest of dates in the contract's form, whose order is that of their letters; one that is not set counts for nothing.</summary>
    public static string Latest(params IEnumerable<string> dates) => dates.Max(StringComparer.Ordinal) ?? "";

    /// <summary>
    /// Whole years on the day. Policy: who was born on 29 February turns a year older on 28 February where the year has no
    /// 29th, as a time limit in months or years ends on the last day of a month that lacks its day. No source at hand rules on
    /// ages; a service that needs 1 March has it changed here, and nowhere else.
    /// </summary>
    public static int Age(LocalDate birth, LocalDate today) => Period.Between(birth, today, PeriodUnits.Years).Years;
}
