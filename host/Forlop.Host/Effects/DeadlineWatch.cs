using Forlop.Contracts.V1;
using Forlop.Host.Settings;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Storage;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Forlop.Host.Effects;

/// <summary>
/// Enters that a date has passed, once for each, on the morning after. It raises flags and ends nothing. What is due is
/// asked from the store each time, so a sidecar that was down for a week catches up at its start.
/// </summary>
internal sealed partial class DeadlineWatch(IPathwayStore store, ServiceSettingsProvider settings, TimeProvider calendar, ILogger<DeadlineWatch> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly Actor Clock = new() { UserId = "clock", Role = Role.System, Purpose = "deadline" };
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>Commits what has passed by now; answers how many deadlines that were.</summary>
    public async Task<int> PassDueAsync(CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            var today = Day.Today(calendar);
            var passed = 0;
            for (var round = await RoundAsync(today, cancellation); round > 0; round = await RoundAsync(today, cancellation))
            {
                passed += round;
            }

            return passed;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public override void Dispose()
    {
        oneAtATime.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PassDueAsync(stoppingToken);
            }
            catch (StoreException fault)
            {
                // A store that has failed ends the process by itself; anything less must not, and is tried again.
                LogFault(logger, fault.GetType().Name, fault.ExitCode);
            }

            // A simulated clock is followed by SetClock itself; a real one is looked at every hour, which survives sleep and clock changes.
            await Task.Delay(TimeSpan.FromHours(1), TimeProvider.System, stoppingToken);
        }
    }

    // One that cannot be passed keeps no other from being looked at. What a timer sets may be due as well: hence round after
    // round, until one moves nothing.
    private async Task<int> RoundAsync(LocalDate today, CancellationToken cancellation)
    {
        var moved = 0;
        for (var after = default(DueDeadline); await store.DueDeadlinesAsync(today, BatchSize, after, cancellation) is { Count: > 0 } due; after = due[^1])
        {
            var committed = await Task.WhenAll(due.Select(deadline => PassAsync(deadline, settings.FactsOf(deadline.TenantId, today))));
            moved += committed.Count(success => success);
        }

        return moved;
    }

    private async Task<bool> PassAsync(DueDeadline due, Facts facts)
    {
        var command = new Command(
            new Access("forlop", due.TenantId, Clock, "Clock.PassDeadline", due.PathwayId),
            due.PathwayId,
            Creates: false,
            Guid.CreateVersion7(),
            default,
            ExpectedVersion: null) { SettingsVersion = facts.SettingsVersion };
        try
        {
            return await store.CommitAsync(command, reader => ClockDecisions.Due(reader.Pathway!, due.DeadlineId, facts)) is CommitResult.Committed;
        }
        catch (Exception fault) when (fault is StoreException or InvalidOperationException)
        {
            // One pathway that cannot be read keeps no other from its dates. It says so each time, until somebody mends it.
            LogPathway(logger, due.PathwayId, fault.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadlines could not be looked for: {Type} {Code}. They are tried again within the hour")]
    private static partial void LogFault(ILogger logger, string type, int code);

    [LoggerMessage(Level = LogLevel.Error, Message = "A deadline of pathway {PathwayId} could not be passed: {Type}. Run audit verify")]
    private static partial void LogPathway(ILogger logger, string pathwayId, string type);
}
