using Forlop.Contracts.V1;
using Forlop.Host.Settings;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using Forlop.Storage;
using Forlop.Storage.Sqlite;
using NodaTime;

namespace Forlop.Host.Tests.Settings;

/// <summary>What a decision is told of the settings, now and of before, on a real store.</summary>
public sealed class ServiceSettingsProviderTests : IAsyncLifetime
{
    private static readonly LocalDate Today = new(2026, 1, 12);
    private static readonly Access Operations = new("dev-operator", "", new Actor { UserId = "drift-1", Role = Role.Operator, Purpose = "settings" }, "OperatorService.ReloadSettings");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-provider-");
    private IPathwayStore store = null!;

    private string Settings => Path.Combine(folder.FullName, "settings");

    public Task InitializeAsync()
    {
        store = SqlitePathwayStore.Open(new SqliteStoreOptions { Directory = Path.Combine(folder.FullName, "data"), KeyFile = Path.Combine(folder.FullName, "master.key") });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_correction_counts_an_old_date_by_the_settings_of_its_time()
    {
        Write("time_limits: { consideration: { amount: 4 }, answers: { GP: { amount: 7, unit: days } } }\nworking_days: { christmas_eve: false }\n");
        await Provider().StartAsync();
        var provider = Provider();
        await provider.StartAsync();
        Write("time_limits: { consideration: { amount: 8 } }\n");
        var changes = (await provider.ReloadAsync(Operations, CancellationToken.None)).Changes;

        var facts = provider.FactsOf("havnes", Today);

        Assert.Equal([("havnes", 2)], changes.Select(change => (change.TenantId, change.Version)));
        Assert.Equal((2, "consideration-8w"), (facts.SettingsVersion, facts.Rules.Consideration.Id));
        Assert.Equal("consideration-4w.no24", facts.SettingsOf(1).Dates.Consideration.Id);
        Assert.Equal("answer-gp-7d.no24", facts.SettingsOf(1).Dates.AnswerOf(HealthInstanceType.Gp).Id);
        Assert.Equal((DeadlineBasis.Local, DeadlineBasis.National), (facts.SettingsOf(1).Dates.SpecialistAnswer.Basis, facts.SettingsOf(2).Dates.SpecialistAnswer.Basis));
        Assert.Same(ServiceSettings.Default, facts.SettingsOf(0));
        Assert.Throws<InvalidOperationException>(() => facts.SettingsOf(3));
        Assert.Equal(["forlop", "drift-1"], (await store.SettingsAsync()).Select(entry => entry.Actor.UserId));
    }

    // Settings are reloaded, and another command uses them, while a correction is decided.
    [Fact]
    public async Task Who_began_before_a_reload_can_read_what_was_decided_after_it()
    {
        Write("time_limits: { consideration: { amount: 4 } }\n");
        var provider = Provider();
        await provider.StartAsync();
        var before = provider.FactsOf("havnes", Today);
        Write("time_limits: { consideration: { amount: 8 } }\n");
        await provider.ReloadAsync(Operations, CancellationToken.None);

        Assert.Equal((1, "consideration-4w"), (before.SettingsVersion, before.Rules.Consideration.Id));
        Assert.Equal("consideration-8w", before.SettingsOf(2).Dates.Consideration.Id);
    }

    [Fact]
    public async Task A_service_without_a_file_has_the_defaults_also_beside_one_that_has()
    {
        Write("upper_age: 25\n");
        var provider = Provider();
        await provider.StartAsync();

        Assert.Equal((25, 1), (provider.FactsOf("havnes", Today).Settings.UpperAge, provider.FactsOf("havnes", Today).SettingsVersion));
        Assert.Equal((23, 0), (provider.FactsOf("skogli", Today).Settings.UpperAge, provider.FactsOf("skogli", Today).SettingsVersion));
    }

    // What national means belongs to a version: a release with another default must not make an old limit local afterwards.
    [Fact]
    public async Task A_version_keeps_the_basis_that_its_limits_had()
    {
        var content = SettingsText.Canonical(ServiceSettings.Default).Replace("answer_bup: { amount: 10, unit: working_days, basis: national }", "answer_bup: { amount: 12, unit: working_days, basis: national }", StringComparison.Ordinal);
        await store.RecordSettingsAsync(Operations with { TenantId = "havnes" }, content);
        var provider = Provider();
        await provider.StartAsync();

        var old = provider.FactsOf("havnes", Today).SettingsOf(1).Dates.SpecialistAnswer;
        Assert.Equal((12, DeadlineBasis.National), (old.Amount, old.Basis));
        Assert.Equal(2, provider.FactsOf("havnes", Today).SettingsVersion);
    }

    [Fact]
    public async Task A_version_of_a_newer_release_is_refused_with_a_sentence()
    {
        await store.RecordSettingsAsync(Operations with { TenantId = "havnes" }, "a_key_of_tomorrow: 1\n");

        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => Provider().StartAsync());

        Assert.Contains("version 1 of havnes", refused.Message, StringComparison.Ordinal);
    }

    private ServiceSettingsProvider Provider() => new(store, Settings, ["havnes", "skogli"]);

    private void Write(string text)
    {
        Directory.CreateDirectory(Settings);
        File.WriteAllText(Path.Combine(Settings, "havnes.yaml"), text);
    }
}
