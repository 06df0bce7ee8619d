using Forlop.Contracts.V1;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace Forlop.Host.Tests.Settings;

/// <summary>Settings of a running sidecar: in use, in the log, and explained for ever.</summary>
public sealed class SettingsVersionTests : IAsyncLifetime
{
    private readonly RunningSidecar sidecar = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => sidecar.DisposeAsync();

    [Fact]
    [Trait("Must", "OP-2")]
    public async Task Changed_settings_are_a_new_version_and_old_dates_keep_their_day_and_their_reason()
    {
        await sidecar.InitializeAsync();
        var before = await OpenAsync("settings-1");
        Write("havnes", "time_limits: { consideration: { amount: 2, unit: months, day_off: previous } }\nworking_days: { saturdays: true }\n");
        await ReloadAsync(("havnes", 1));
        var after = await OpenAsync("settings-2");
        await sidecar.StopAsync();
        Write("havnes", "time_limits: { consideration: { amount: 30, unit: working_days } }\n");
        await sidecar.StartAsync();
        var last = await OpenAsync("settings-3");
        var elsewhere = await OpenAsync("settings-4", "dev-skogli");

        await AssertDueAsync(before, 0, "consideration-6w", "2026-02-23", "6 uker etter at vurderingen begynte 12.01.2026 (lokal standard)");
        await AssertDueAsync(after, 1, "consideration-2mo.previous.sat", "2026-03-12", "2 måneder etter at vurderingen begynte 12.01.2026 (lokal standard)");
        await AssertDueAsync(last, 2, "consideration-30wd", "2026-02-23", "30 virkedager etter at vurderingen begynte 12.01.2026 (lokal standard)");
        await AssertDueAsync(elsewhere, 0, "consideration-6w", "2026-02-23", "6 uker etter at vurderingen begynte 12.01.2026 (lokal standard)", "dev-skogli");

        var verified = await VerifyAsync();
        Assert.True(verified.Whole);
        Assert.Equal(2, verified.SettingsEntries);
    }

    [Fact]
    public async Task A_start_without_a_change_records_nothing_and_a_file_that_goes_away_means_the_defaults()
    {
        Write("havnes", "upper_age: 25\n");
        await sidecar.InitializeAsync();
        await RestartAsync();
        Assert.Equal(1, (await VerifyAsync()).SettingsEntries);

        File.Delete(Path.Combine(sidecar.Settings, "havnes.yaml"));
        await RestartAsync();
        Assert.Equal(2, (await VerifyAsync()).SettingsEntries);
        await RestartAsync();
        Assert.Equal(2, (await VerifyAsync()).SettingsEntries);
    }

    [Fact]
    public async Task A_file_that_says_what_the_defaults_say_is_no_version()
    {
        Write("havnes", "upper_age: 23\ntime_limits: { consideration: { amount: 6, unit: weeks } }\n");
        await sidecar.InitializeAsync();

        Assert.Equal(0, (await VerifyAsync()).SettingsEntries);
    }

    [Fact]
    [Trait("Must", "OP-2")]
    public async Task A_broken_file_keeps_all_services_on_what_they_had()
    {
        await sidecar.InitializeAsync();
        Write("havnes", "time_limits: { consideration: { amount: 4 } }\n");
        Write("skogli", "time_limits: { consideration: { amount: 0 } }\n");

        var answer = await Operations().ReloadSettingsAsync(new ReloadSettingsRequest());

        Assert.Contains("skogli.yaml:1:41:", Assert.Single(answer.Problems), StringComparison.Ordinal);
        Assert.Empty(answer.Changes);
        await AssertDueAsync(await OpenAsync("settings-5"), 0, "consideration-6w", "2026-02-23", "6 uker etter at vurderingen begynte 12.01.2026 (lokal standard)");
        Assert.Equal(0, (await VerifyAsync()).SettingsEntries);
    }

    [Fact]
    [Trait("Must", "OP-2")]
    public async Task Only_an_operator_has_settings_read_again()
    {
        await sidecar.InitializeAsync();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new OperatorService.OperatorServiceClient(sidecar.As()).ReloadSettingsAsync(new ReloadSettingsRequest()));

        Assert.Equal(RefusalReason.RoleNotAllowed, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Fact]
    [Trait("Must", "GEN-4")]
    public async Task Two_districts_with_one_kommunenummer_see_nothing_of_each_other()
    {
        Write("havnes", "service: { kind: district, kommunenummer: \"9901\", district: \"990101\" }\ntime_limits: { consideration: { amount: 3 } }\n");
        Write("skogli", "service: { kind: district, kommunenummer: \"9901\", district: \"990102\" }\ntime_limits: { consideration: { amount: 5 } }\n");
        await sidecar.InitializeAsync();
        var one = await OpenAsync("the-same-child");
        var other = await OpenAsync("the-same-child", "dev-skogli");

        await AssertDueAsync(one, 1, "consideration-3w", "2026-02-02", "3 uker etter at vurderingen begynte 12.01.2026 (lokal standard)");
        await AssertDueAsync(other, 1, "consideration-5w", "2026-02-16", "5 uker etter at vurderingen begynte 12.01.2026 (lokal standard)", "dev-skogli");
        foreach (var (credential, own, others) in new[] { ("dev-havnes", one, other), ("dev-skogli", other, one) })
        {
            var client = new PathwayService.PathwayServiceClient(sidecar.As(credential: credential));
            Assert.Equal([own], (await client.ListPathwaysAsync(new ListPathwaysRequest())).Pathways.Select(pathway => pathway.PathwayId));
            Assert.All((await new WorklistService.WorklistServiceClient(sidecar.As(credential: credential)).ListTasksAsync(new ListTasksRequest())).Tasks, task => Assert.Equal(own, task.PathwayId));
            var fault = await Assert.ThrowsAsync<RpcException>(async () => await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = others }));
            var nowhere = await Assert.ThrowsAsync<RpcException>(async () => await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = Guid.CreateVersion7().ToString() }));
            Assert.Equal(RunningSidecar.RefusalOf(nowhere), RunningSidecar.RefusalOf(fault));
        }
    }

    [Fact]
    public async Task A_date_passes_under_the_settings_of_its_own_service()
    {
        Write("havnes", "upper_age: 25\n");
        await sidecar.InitializeAsync();
        var (own, other) = (await OpenAsync("settings-6"), await OpenAsync("settings-7", "dev-skogli"));
        await sidecar.SetDayAsync("2026-03-01");

        Assert.Equal(1, (await HistoryAsync(own, "dev-havnes"))[^1].SettingsVersion);
        Assert.Equal(0, (await HistoryAsync(other, "dev-skogli"))[^1].SettingsVersion);
    }

    [Fact]
    [Trait("Must", "AU-1")]
    public async Task A_version_that_was_tampered_with_is_found()
    {
        Write("havnes", "upper_age: 25\n");
        await sidecar.InitializeAsync();
        await sidecar.StopAsync();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(sidecar.Data, "forlop.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE settings SET payload = replace(payload, cast('upper_age: 25' AS BLOB), cast('upper_age: 24' AS BLOB))";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await sidecar.StartAsync();

        Assert.Contains((await VerifyAsync()).Findings, finding => finding.StartsWith("Settings entry", StringComparison.Ordinal));
    }

    private void Write(string tenant, string text)
    {
        Directory.CreateDirectory(sidecar.Settings);
        File.WriteAllText(Path.Combine(sidecar.Settings, $"{tenant}.yaml"), text);
    }

    private OperatorService.OperatorServiceClient Operations() => new(sidecar.AsOperator());

    private async Task ReloadAsync(params (string Tenant, int Version)[] expected)
    {
        var answer = await Operations().ReloadSettingsAsync(new ReloadSettingsRequest());
        Assert.Empty(answer.Problems);
        Assert.Equal(expected, answer.Changes.Select(change => (change.TenantId, change.Version)));
    }

    private async Task RestartAsync()
    {
        await sidecar.StopAsync();
        await sidecar.StartAsync();
    }

    private async Task<string> OpenAsync(string child, string credential = "dev-havnes") =>
        (await new PathwayService.PathwayServiceClient(sidecar.As(credential: credential)).OpenPathwayAsync(Requests.Open(child))).Receipt.PathwayId;

    private async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string pathwayId, string credential) =>
        (await new PathwayService.PathwayServiceClient(sidecar.As(credential: credential)).GetHistoryAsync(new GetHistoryRequest { PathwayId = pathwayId })).Entries;

    private async Task AssertDueAsync(string pathwayId, int version, string ruleId, string due, string why, string credential = "dev-havnes")
    {
        var pathway = (await new PathwayService.PathwayServiceClient(sidecar.As(credential: credential)).GetPathwayAsync(new GetPathwayRequest { PathwayId = pathwayId })).Pathway;
        var deadline = pathway.Deadlines.Single(deadline => deadline.Kind == DeadlineKind.Consideration);
        Assert.Equal((ruleId, due, why), (deadline.RuleId, deadline.DueOn, deadline.Explanation.Nb));
        Assert.All(await HistoryAsync(pathwayId, credential), entry => Assert.Equal(version, entry.SettingsVersion));
    }

    private async Task<VerifyLogResponse> VerifyAsync() => await new AuditService.AuditServiceClient(sidecar.AsOperator()).VerifyLogAsync(new VerifyLogRequest());
}
