using Forlop.Contracts.V1;
using Forlop.Host.Settings;
using Forlop.Pathways;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Decisions;
using Forlop.Storage;
using NodaTime;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What every pump works with.</summary>
internal sealed record PumpTools(IPathwayStore Store, ServiceSettingsProvider Settings, TimeProvider Calendar, ExchangeOptions Options, ILogger Logger)
{
    /// <summary>Real, whatever the calendar is.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether an operator said that the fagsystem behind this plugin is gone for good.</summary>
    public required Func<string, bool> IsRetired { get; init; }

    public Patience NewPatience() => new(Options, Clock);
}

/// <summary>
/// Carries between the store and one plugin of one tenant. A turn does all that can be done at its time; whatever it has to
/// wait for is left to a later one.
/// </summary>
internal abstract class Pump(string tenantId, string pluginId, PumpTools tools)
{
    public string TenantId => tenantId;

    public string PluginId => pluginId;

    /// <summary>Whether news in the store are a reason for a turn.</summary>
    public abstract bool FollowsEvents { get; }

    protected IPathwayStore Store => tools.Store;

    protected ExchangeOptions Options => tools.Options;

    protected ILogger Logger => tools.Logger;

    protected abstract string Purpose { get; }

    protected Facts Facts => tools.Settings.FactsOf(tenantId, Day.Today(tools.Calendar));

    /// <summary>How long until the next turn at the latest; null when the plugin is not there any more.</summary>
    public abstract Task<TimeSpan?> TurnAsync(CancellationToken cancellation);

    protected LocalDate Today => Day.Today(tools.Calendar);

    /// <summary>The last night whose hour has come.</summary>
    protected LocalDate LastNight => Day.Today(tools.Calendar) is var today && tools.Calendar.GetUtcNow() >= Day.At(today, tools.Options.NightAt) ? today : today.PlusDays(-1);

    /// <summary>The store remembers from now on that the tenant has this archive or fagsystem, also when the plugin is gone.</summary>
    protected async Task<Counterpart> MeetAsync(string kind, CancellationToken cancellation)
    {
        if ((await Store.CounterpartsAsync(TenantId, cancellation)).FirstOrDefault(met => met.PluginId == PluginId) is { } known)
        {
            return known;
        }

        var counterpart = new Counterpart(PluginId, kind, Day.Format(Today), Day.Format(LastNight), Strangers: 0);
        await Store.RecordCounterpartAsync(TenantId, counterpart, cancellation);
        return counterpart;
    }

    protected bool IsRetired(string fagsystem) => tools.IsRetired(fagsystem);

    protected Patience NewPatience() => tools.NewPatience();

    protected Access Access(string act, string pathwayId = "") => new(pluginId, tenantId, new Actor { UserId = pluginId, Role = Role.System, Purpose = Purpose }, $"Exchange.{act}", pathwayId);

    protected Command CommandOf(string act, string pathwayId, Guid requestId, ReadOnlyMemory<byte> bytes, Facts facts) =>
        new(Access(act, pathwayId), pathwayId, Creates: false, requestId, bytes, ExpectedVersion: null) { SettingsVersion = facts.SettingsVersion };

    /// <summary>Enters what became of it. False when the pathway knows already.</summary>
    /// <exception cref="StoreException">Nothing was entered: the disk is full, or has failed.</exception>
    protected async Task<bool> EnterAsync(string act, string pathwayId, Func<Pathway, Facts, Decision> decide)
    {
        var facts = Facts;
        var result = await Store.CommitAsync(CommandOf(act, pathwayId, Guid.CreateVersion7(), default, facts), reader => decide(reader.Pathway!, facts), CancellationToken.None);
        ThrowIfNotEntered(result);
        return result is CommitResult.Committed;
    }

    /// <exception cref="StoreException">Nothing was entered.</exception>
    protected static void ThrowIfNotEntered(CommitResult result)
    {
        if (result is CommitResult.StoreFull or CommitResult.OutcomeUnknown)
        {
            throw new StoreException(6, "The disk is full or has failed: what became of a plugin's call was not entered. It is asked again.");
        }
    }
}
