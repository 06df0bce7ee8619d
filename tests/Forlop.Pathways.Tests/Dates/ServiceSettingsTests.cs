using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;

namespace Forlop.Pathways.Tests.Dates;

public sealed class ServiceSettingsTests
{
    [Theory]
    [InlineData(ServiceKind.Municipality, "", "9901", "", true)]
    [InlineData(ServiceKind.Municipality, "", "9901", "990103", true)]
    [InlineData(ServiceKind.Municipality, "", "9902", "", false)]
    [InlineData(ServiceKind.District, "990103", "9901", "990103", true)]
    [InlineData(ServiceKind.District, "990103", "9901", "990104", false)]
    [InlineData(ServiceKind.District, "990103", "9901", "", true)]
    [InlineData(ServiceKind.District, "990103", "9902", "990103", false)]
    public void A_service_is_for_the_children_of_its_area(ServiceKind kind, string own, string kommunenummer, string district, bool serves) =>
        Assert.Equal(serves, new ServiceSettings { Area = new ServedArea(kind, ["9901"], own) }.Serves(kommunenummer, district));

    [Fact]
    public void An_intermunicipal_service_is_for_all_of_its_municipalities_and_one_that_has_not_said_is_for_everybody()
    {
        var shared = new ServiceSettings { Area = new ServedArea(ServiceKind.Intermunicipal, ["9901", "9902"], "") };

        Assert.Equal([true, true, false], new[] { "9901", "9902", "9903" }.Select(number => shared.Serves(number, "")));
        Assert.True(ServiceSettings.Default.Serves("9903", ""));
    }

    [Fact]
    public void Only_districts_with_codes_of_their_own_may_share_a_kommunenummer()
    {
        ServedArea one = new(ServiceKind.District, ["9901"], "01"), other = one with { District = "02" }, whole = new(ServiceKind.Municipality, ["9901"], "");

        Assert.False(one.Overlaps(other));
        Assert.True(one.Overlaps(one) && one.Overlaps(whole) && whole.Overlaps(one));
    }

    [Fact]
    public void Every_time_limit_has_its_slot_and_each_slot_sets_its_own()
    {
        var limits = typeof(DeadlineRules).GetProperties().Where(property => property.PropertyType == typeof(DeadlineRule)).Select(property => property.GetValue(DeadlineRules.Default)).ToHashSet();

        Assert.True(limits.SetEquals(DeadlineSlot.All.Select(slot => slot.Of(DeadlineRules.Default))), "A DeadlineRule of DeadlineRules is missing in DeadlineSlot.All: no service could set it.");
        Assert.All(DeadlineSlot.All, slot =>
        {
            var set = slot.With(DeadlineRules.Default, slot.Of(DeadlineRules.Default) with { Amount = 99 });
            Assert.Equal([slot], DeadlineSlot.All.Where(other => other.Of(set).Amount == 99));
        });
    }

    [Fact]
    public void All_limits_count_on_the_working_days_of_the_service_and_the_national_one_is_local_then()
    {
        var calendar = new WorkingDayCalendar { ChristmasEve = false };
        var rules = (DeadlineRules.Default with { Answers = new Dictionary<HealthInstanceType, DeadlineRule> { [HealthInstanceType.Gp] = DeadlineRules.Default.Answer } }).On(calendar);

        Assert.All(DeadlineSlot.All.Select(slot => slot.Of(rules)).Append(rules.AnswerOf(HealthInstanceType.Gp)), rule => Assert.Equal((calendar, DeadlineBasis.Local), (rule.Calendar, rule.Basis)));
        Assert.Equal(DeadlineBasis.National, DeadlineRules.Default.On(WorkingDayCalendar.Default).SpecialistAnswer.Basis);
    }

    [Fact]
    public void A_limit_of_its_own_holds_for_one_kind_of_instance_and_an_unknown_kind_has_the_usual()
    {
        var gp = DeadlineRules.Default.Answer.As(7, DeadlineUnit.Days, DayOff.Unchanged);
        var rules = DeadlineRules.Default with { Answers = new Dictionary<HealthInstanceType, DeadlineRule> { [HealthInstanceType.Gp] = gp } };

        Assert.Equal(gp, rules.AnswerOf(HealthInstanceType.Gp));
        Assert.Equal(rules.Answer, rules.AnswerOf((HealthInstanceType)999));
        Assert.Equal(rules.SpecialistAnswer, rules.AnswerOf(HealthInstanceType.ChildMentalHealthSpecialist));
    }
}
