using Forlop.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace Forlop.PluginHost.Supervision;

/// <content>Whether one that runs can do its work: asked before anybody needs it.</content>
internal sealed partial class Supervisor
{
    /// <summary>Asks the instance that runs; nobody when none does. One that does not answer is looked at as one that missed a deadline.</summary>
    public async Task CheckAsync()
    {
        InstanceInUse asked;
        lock (gate)
        {
            // A question that hangs keeps its thread and its place: there is no other before that one has come back.
            if (current is not { } running || (running.IsSilent && running.Instance.Questions > 0))
                return;
            asked = running;
            asked.Ask();
        }

        var (notWell, isSilent) = await AskAsync(asked.Instance);
        lock (gate)
        {
            asked.Answered(isSilent);
            if (current != asked || Equals(health.NotWell, notWell))
                return;
            health = health with { NotWell = notWell };
        }

        // What it says is its own, and no log is the place for it.
        if (notWell is null)
            LogWell(options.Logger, version.Manifest.Id);
        else
            LogNotWell(options.Logger, version.Manifest.Id);
        changes.Raise();
    }

    private async Task<(LocalizedText? NotWell, bool IsSilent)> AskAsync(PluginInstance instance)
    {
        try
        {
            await instance.CheckAsync(options.Supervision.CheckPatience);
            return (null, false);
        }
        catch (LeftOutException e)
        {
            if (e.MayPass)
                _ = SuspectAsync(instance);
            return (e.Why, e.MayPass);
        }
        catch (Exception e)
        {
            // It may be ended, and its channel closed, just while it is asked; and whatever a plugin can think of must end here.
            return (Sentences.NoAnswer("Check", e.GetType().Name), false);
        }
    }

    [LoggerMessage(2011, LogLevel.Warning, "Plugin '{Id}' runs and cannot do its work; 'forlop plugin list' tells why.")]
    private static partial void LogNotWell(ILogger logger, string id);

    [LoggerMessage(2012, LogLevel.Information, "Plugin '{Id}' can do its work again.")]
    private static partial void LogWell(ILogger logger, string id);
}
