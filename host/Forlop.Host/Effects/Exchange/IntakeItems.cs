using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Texts;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What an inbox offers: whether it is whole, what it becomes, and what whoever asked is told.</summary>
internal static class IntakeItems
{
    public const int LongestId = 100;
    private const int LongestReason = 10_000;

    /// <summary>Whether everything is there that the contract requires; nothing is guessed.</summary>
    public static bool IsWhole(IntakeItem item) =>
        item.ReceivedTime is not null
        && item.Kind is IntakeKind.Start or IntakeKind.Reactivate
        && item.Acuteness is Acuteness.Yes or Acuteness.No or Acuteness.Unsure
        && item.RequesterId.Length is > 0 and <= LongestId
        && item.ChildHandle.Length is > 0 and <= LongestId
        && item.Reason.Length <= LongestReason
        && item.Areas.All(area => area != HealthArea.Unspecified && Enum.IsDefined(area));

    public static ReceivedRequest RequestOf(string pluginId, IntakeItem item) => new()
    {
        PluginId = pluginId,
        Kind = item.Kind == IntakeKind.Start ? RequestKind.Start : RequestKind.Reactivate,
        RequesterId = item.RequesterId,
        Acuteness = item.Acuteness,
        Areas = { item.Areas.Distinct() },
        Reason = item.Reason,
        ReceivedTime = item.ReceivedTime,
    };

    /// <summary>Who is not sure is told where to turn as well.</summary>
    public static LocalizedText MessageOf(IntakeOutcome outcome, Acuteness acuteness)
    {
        var message = Text.Of(outcome switch
        {
            IntakeOutcome.Received => "intake.received",
            IntakeOutcome.NotMatched => "intake.not-matched",
            _ => "intake.refused",
        });
        if (acuteness == Acuteness.No)
        {
            return message;
        }

        var acute = Text.Of("routing.acute");
        return new() { Nb = $"{message.Nb} {acute.Nb}", Nn = $"{message.Nn} {acute.Nn}" };
    }
}
