using System.Collections.Frozen;
using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;

namespace Forlop.Host.Settings;

/// <summary><c>working_days</c> and <c>time_limits</c>.</summary>
/// <param name="stored">Reads what the log holds: there the basis of each limit is written out, since what is national changes with releases.</param>
internal sealed class TimeLimitReader(bool stored)
{
    public DeadlineRules Read(SettingsSection root)
    {
        var rules = DeadlineRules.Default.On(Calendar(root));
        if (root.Sub("time_limits") is not { } limits)
        {
            return rules;
        }

        var changed = DeadlineSlot.All.Aggregate(rules, (so, slot) => slot.With(so, Rule(limits, slot.Key, slot.Of(rules))));
        if (limits.Sub("answers") is { } answers)
        {
            changed = changed with { Answers = Answers(answers, changed.Answer) };
        }

        limits.Close();
        return changed;
    }

    private static WorkingDayCalendar Calendar(SettingsSection root)
    {
        var usual = WorkingDayCalendar.Default;
        if (root.Sub("working_days") is not { } days)
        {
            return usual;
        }

        var calendar = new WorkingDayCalendar
        {
            ChristmasEve = days.Flag("christmas_eve", usual.ChristmasEve),
            NewYearsEve = days.Flag("new_years_eve", usual.NewYearsEve),
            Saturdays = days.Flag("saturdays", usual.Saturdays),
        };
        days.Close();
        return calendar;
    }

    private FrozenDictionary<HealthInstanceType, DeadlineRule> Answers(SettingsSection answers, DeadlineRule usual)
    {
        var rules = new Dictionary<HealthInstanceType, DeadlineRule>();
        foreach (var (code, type) in SettingsCodes.Instances.OrderBy(code => code.Value))
        {
            if (!answers.Has(code))
            {
                continue;
            }

            if (type == HealthInstanceType.ChildMentalHealthSpecialist)
            {
                answers.Problems.Add(answers.At(code), "The answer of BUP has a key of its own. Write it as time_limits.answer_bup.");
            }
            else if (type == HealthInstanceType.ChildWelfareLiaison)
            {
                answers.Problems.Add(answers.At(code), "A barnevernsansvarlig gives advice and is sent no referral, so none is answered. Leave it out.");
            }
            else
            {
                rules[type] = Rule(answers, code, usual with { Name = $"answer-{code.Replace('_', '-').ToLowerInvariant()}", Basis = DeadlineBasis.Local });
            }
        }

        answers.Close();
        return rules.ToFrozenDictionary();
    }

    private DeadlineRule Rule(SettingsSection limits, string key, DeadlineRule usual)
    {
        if (limits.Sub(key) is not { } limit)
        {
            return usual;
        }

        var unit = limit.OneOf("unit", usual.Unit, SettingsCodes.Units);
        var amount = limit.Number("amount", 1, SettingsCodes.Most(unit), usual.Amount, SettingsCodes.Of(unit));
        if (limit.Has("unit") && !limit.Has("amount"))
        {
            limit.Problems.Add(limit.At("unit"), "A unit stands here without its amount. Write both.");
        }

        if (unit == DeadlineUnit.WorkingDays && limit.Has("day_off") && !stored)
        {
            limit.Problems.Add(limit.At("day_off"), "A count of working days always ends on one. Leave day_off out.");
        }

        var dayOff = limit.OneOf("day_off", unit == DeadlineUnit.WorkingDays ? DayOff.Next : usual.DayOff, SettingsCodes.DaysOff);
        var rule = usual.As(amount, unit, dayOff);
        rule = stored ? rule with { Basis = limit.OneOf("basis", rule.Basis, SettingsCodes.Bases) } : rule;
        limit.Close();
        return rule;
    }
}
