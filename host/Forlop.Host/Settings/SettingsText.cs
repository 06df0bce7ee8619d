using System.Globalization;
using System.Text;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;

namespace Forlop.Host.Settings;

/// <summary>
/// Settings written out in full, always alike: as the log keeps them, where each limit says its basis, and as a person reads
/// them, where a comment does, so that the text can serve as a file.
/// </summary>
internal sealed class SettingsText
{
    private readonly StringBuilder text = new();
    private readonly bool stored;

    private SettingsText(bool stored) => this.stored = stored;

    public static string Canonical(ServiceSettings settings) => new SettingsText(stored: true).Write(settings);

    public static string Readable(ServiceSettings settings) => new SettingsText(stored: false).Write(settings);

    private string Write(ServiceSettings settings)
    {
        if (settings.Area is { } area)
        {
            Line("service:");
            Line($"  kind: {SettingsCodes.Of(area.Kind)}");
            Line($"  kommunenummer: [{string.Join(", ", area.Kommunenummer.Select(Quoted))}]");
            Line(area.District.Length > 0 ? $"  district: {Quoted(area.District)}" : "");
        }

        var calendar = settings.Dates.Calendar;
        Line($"working_days: {{ christmas_eve: {Flag(calendar.ChristmasEve)}, new_years_eve: {Flag(calendar.NewYearsEve)}, saturdays: {Flag(calendar.Saturdays)} }}");
        Line("time_limits:");
        foreach (var slot in DeadlineSlot.All)
        {
            Limit($"  {slot.Key}", slot.Of(settings.Dates));
        }

        Line(settings.Dates.Answers.Count > 0 ? "  answers:" : "");
        foreach (var (type, rule) in settings.Dates.Answers.OrderBy(answer => answer.Key))
        {
            Limit($"    {SettingsCodes.Instance(type)}", rule);
        }

        Line($"order: {SettingsCodes.Of(settings.Order)}");
        Line($"childs_no: {SettingsCodes.Of(settings.ChildsNo)}");
        Line($"leader_decides_not_start: {Flag(settings.LeaderDecidesNotStart)}");
        Line($"assumes_receipt: {Flag(settings.AssumesReceipt)}");
        Line(string.Create(CultureInfo.InvariantCulture, $"upper_age: {settings.UpperAge}"));
        Line(settings.TaskLink is { } link ? $"task_link: {Quoted(link)}" : "");
        Partners(settings);
        return text.ToString();
    }

    private void Partners(ServiceSettings settings)
    {
        Line(settings.LocalNames.Count > 0 ? "local_names:" : "");
        foreach (var (type, name) in settings.LocalNames.OrderBy(name => name.Key))
        {
            Line($"  {SettingsCodes.Instance(type)}: {Quoted(name)}");
        }

        Line(settings.Agreements.Count > 0 ? "agreements:" : "");
        foreach (var agreement in settings.Agreements)
        {
            Line($"  - {{ name: {Quoted(agreement.Name)}, with: {Quoted(agreement.With)}, valid_until: {Day.Format(agreement.ValidUntil)} }}");
        }

        Line(settings.Institutions.Count > 0 ? "institutions:" : "");
        foreach (var institution in settings.Institutions)
        {
            Line($"  - {{ id: {Quoted(institution.Id)}, health_trust: {Quoted(institution.HealthTrust)}{(institution.LiaisonOffice.Length > 0 ? $", liaison_office: {Quoted(institution.LiaisonOffice)}" : "")} }}");
        }
    }

    private void Limit(string key, DeadlineRule rule)
    {
        var dayOff = rule.Unit == DeadlineUnit.WorkingDays ? "" : $", day_off: {SettingsCodes.Of(rule.DayOff)}";
        var basis = rule.Basis == DeadlineBasis.National ? "national" : "local";
        var limit = string.Create(CultureInfo.InvariantCulture, $"{key}: {{ amount: {rule.Amount}, unit: {SettingsCodes.Of(rule.Unit)}{dayOff}");
        Line(stored ? $"{limit}, basis: {basis} }}" : $"{limit} }} # {basis}");
    }

    private void Line(string line)
    {
        if (line.Length > 0)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Flag(bool value) => value ? "true" : "false";

    // What is read holds no control characters, so these two are all that a quoted text cannot hold as they are.
    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
