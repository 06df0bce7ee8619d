using Forlop.Contracts.V1;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What whoever runs the sidecar is told. Ids alone, never what was handed over.</summary>
internal static partial class ExchangeLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin '{Plugin}' did not take {What} of pathway {PathwayId}: {Problem}. A task says so to the caseworker.")]
    public static partial void Parked(ILogger logger, string plugin, string what, string pathwayId, HandoverProblem problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The fagsystem of '{Tenant}' behind plugin '{Plugin}' is retired: nothing waits for it, and no task asks for it.")]
    public static partial void Retired(ILogger logger, string plugin, string tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plugin '{Plugin}' broke its contract: {What}. Whoever makes the plugin has to mend it.")]
    public static partial void Broken(ILogger logger, string plugin, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The fagsystem of '{Tenant}' behind plugin '{Plugin}' holds {Count} pathways that are not here. Whoever runs it has to look.")]
    public static partial void Strangers(ILogger logger, string plugin, string tenant, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "What goes to plugin '{Plugin}' of pathway {PathwayId} cannot be read. Run audit verify.")]
    public static partial void Unreadable(ILogger logger, string plugin, string pathwayId);

    [LoggerMessage(Level = LogLevel.Error, Message = "What came from plugin '{Plugin}' is for a pathway that cannot be read: it is taken when it can. Run audit verify.")]
    public static partial void UnreadableTarget(ILogger logger, string plugin);

    [LoggerMessage(Level = LogLevel.Error, Message = "What goes to or comes from plugin '{Plugin}' waits: {Type}. It is tried again.")]
    public static partial void Fault(ILogger logger, string plugin, string type);
}
