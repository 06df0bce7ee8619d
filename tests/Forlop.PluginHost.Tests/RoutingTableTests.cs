using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost.Tests;

/// <summary>The engine with the packages that ship, each loaded from its built folder.</summary>
public sealed class RoutingTableTests : IAsyncLifetime
{
    private readonly Folders folders = Folders.With("routing-table", "routing-havnes", "routing-skogli");
    private PluginHouse? house;

    public async Task InitializeAsync() => house = await folders.OpenAsync();

    public async Task DisposeAsync()
    {
        var leaks = await house!.CloseAsync();
        folders.Dispose();
        Assert.Empty(leaks);
    }

    [Fact]
    public void Both_packages_run_in_the_one_engine()
    {
        Assert.All(house!.Statuses, status => Assert.True(status.State == PluginState.Running, status.Problem?.Nb));
        Assert.Equal(["", "routing-table", "routing-table"], house.Statuses.OrderBy(status => status.EngineId, StringComparer.Ordinal).Select(status => status.EngineId));
    }

    [Fact]
    public async Task A_seven_year_old_in_Havnes_is_sent_to_the_ordinary_services_first_and_to_BUP_last_with_a_reason() // A1, step 4
    {
        var answer = await Ask("havnes", new RouteRequest { Areas = { HealthArea.Somatic, HealthArea.Dental, HealthArea.Mental }, AgeYears = 7, GpOfficeId = "gp-torget", SchoolId = "nes-skole" });

        Assert.Equal(
            [HealthInstanceType.Gp, HealthInstanceType.SchoolHealth, HealthInstanceType.PublicDental, HealthInstanceType.MunicipalMentalHealth, HealthInstanceType.ChildMentalHealthSpecialist],
            answer.Suggestions.Select(suggestion => suggestion.Instance.Type));
        Assert.Equal(["legekontor-torget", "skolehelse-nes"], answer.Suggestions.Take(2).Select(suggestion => suggestion.Instance.InstanceId));
        Assert.Equal([HealthArea.Somatic, HealthArea.Mental], answer.Suggestions[0].Areas);
        Assert.DoesNotContain(Channel.DigitalMail, answer.Suggestions[0].Contact.Channels);
        Assert.Contains("ordinære tilbudet", answer.Suggestions[^1].Reason.Nb, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Acuteness.Yes)]
    [InlineData(Acuteness.Unsure)]
    public async Task When_it_is_acute_113_comes_first_and_the_ordinary_services_do_not_hold_BUP_back(Acuteness acuteness) // A10
    {
        var kinds = (await Ask("havnes", new RouteRequest { Areas = { HealthArea.Mental }, AgeYears = 13, Acuteness = acuteness })).Suggestions;

        Assert.Equal(("akutt-liv", RouteKind.Acute, "113"), (kinds[0].RuleId, kinds[0].Kind, kinds[0].Contact.Phone));
        Assert.True(At("bup") < At("fastlege"));

        int At(string rule) => kinds.ToList().FindIndex(suggestion => suggestion.RuleId == rule);
    }

    [Fact]
    public async Task In_an_institution_barnevernsansvarlig_of_its_catchment_gives_advice_and_receives_no_referral() // A9
    {
        var answer = await Ask("havnes", new RouteRequest
        {
            Areas = { HealthArea.Mental }, AgeYears = 16, PlacementKind = PlacementKind.Institution, InstitutionId = "fjordgard", ResidentKommunenummer = "9903",
        });

        var advice = Assert.Single(answer.Suggestions, suggestion => suggestion.Instance.Type == HealthInstanceType.ChildWelfareLiaison);
        Assert.Equal((RouteKind.AdviceContact, "barnevernsansvarlig-fjord"), (advice.Kind, advice.Instance.InstanceId));
        Assert.DoesNotContain(answer.Suggestions, suggestion => suggestion.Instance.Type == HealthInstanceType.SchoolHealth);
    }

    [Fact]
    public async Task Skogli_without_a_BUP_of_its_own_has_other_names_and_FACT_ung()
    {
        var answer = await Ask("skogli", new RouteRequest { Areas = { HealthArea.Mental }, AgeYears = 14 });

        Assert.Equal(["fastlege", "skolehelse", "familiehuset", "fact-ung", "bup-nabo"], answer.Suggestions.Select(suggestion => suggestion.RuleId));
        Assert.Equal("BUP Havnes", answer.Suggestions[^1].Instance.Name);
    }

    [Fact]
    [Trait("Must", "RO-1")]
    public async Task A_question_that_no_rule_fits_gets_an_explicit_no_route()
    {
        var answer = await Ask("havnes", new RouteRequest { Areas = { HealthArea.Dental }, AgeYears = 22 });

        Assert.Empty(answer.Suggestions);
        Assert.Equal("ingen-treff", answer.NoRoute.RuleId);
    }

    [Fact]
    [Trait("Must", "PL-1")]
    public async Task An_answer_does_not_depend_on_what_was_asked_before()
    {
        RouteRequest[] questions =
        [
            .. Enumerable.Range(0, 20).Select(age => new RouteRequest { Areas = { HealthArea.Mental, HealthArea.SubstanceUse }, AgeYears = age }),
            new RouteRequest { Areas = { HealthArea.Dental }, Acuteness = Acuteness.Yes },
        ];
        var forwards = new List<RouteResponse>();
        foreach (var question in questions)
        {
            forwards.Add(await Ask("skogli", question));
            await Ask("havnes", question);
        }

        foreach (var (question, answer) in questions.Zip(forwards).Reverse())
        {
            Assert.Equal(answer, await Ask("skogli", question));
        }
    }

    [Fact]
    [Trait("Must", "RO-2")]
    [Trait("Must", "RO-3")]
    public async Task The_same_question_gets_the_same_bytes_and_every_suggestion_its_reason_in_both_forms()
    {
        foreach (var tenant in new[] { "havnes", "skogli" })
        {
            for (var age = 0; age < 24; age++)
            {
                var question = new RouteRequest { Areas = { HealthArea.Mental, HealthArea.Somatic, HealthArea.Sexual, HealthArea.Dental, HealthArea.SubstanceUse }, AgeYears = age };
                var answer = await Ask(tenant, question);
                Assert.Equal(answer, await Ask(tenant, question));
                Assert.All(answer.Suggestions, suggestion => Assert.NotEqual(suggestion.Reason.Nb, suggestion.Reason.Nn));
            }
        }
    }

    [Fact]
    public void A_tenant_without_a_package_is_told_so()
    {
        Assert.Empty(house!.RoutingFor("fjordbygd"));
        Assert.Contains("«fjordbygd»", house.WhyNoRouting("fjordbygd").Nb, StringComparison.Ordinal);
    }

    private async Task<RouteResponse> Ask(string tenant, RouteRequest request) =>
        await house!.Routing($"routing-{tenant}", tenant).RouteAsync(request);
}
