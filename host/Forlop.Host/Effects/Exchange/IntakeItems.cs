using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Pathways.Texts;

namespace Forlop.Host.Effects.Exchange;

/// <summary>What an inbox offers: whether it is whole, what it becomes, and what whoever asked is told.</summary>
internal static class IntakeItems
{
    public const int LongestId = 100;
    private const int LongestReason = 10_000;

    // 2020 to 2100, in seconds since 1970: what lies outside is no time at which anything came in.
    private const long Earliest = 1_577_836_800;
    private const long Latest = 4_102_444_800;

    /// <summary>Whether everything is there that the contract requires; nothing is guessed.</summary>
    public static bool IsWhole(IntakeItem item) =>
        item.ReceivedTime is { Seconds: >= Earliest and < Latest, Nanos: >= 0 and < 1_000_000_000 }
        && item.Kind is IntakeKind.Start or IntakeKind.Reactivate
        && item.Acuteness is Acuteness.Yes or Acuteness.No or Acuteness.Unsure
        && item.RequesterId.Length is > 0 and <= LongestId
        && item.ChildHandle.Length is > 0 and <= LongestId
        && item.Reason.Length <= LongestReason;

    public static ReceivedRequest RequestOf(string pluginId, IntakeItem item) => new()
    {
        PluginId = pluginId,
        Kind = item.Kind == IntakeKind.Start ? RequestKind.Start : RequestKind.Reactivate,
        RequesterId = item.RequesterId,
        Acuteness = item.Acuteness,
        Areas = { item.Areas.Distinct().Where(area => area != HealthArea.Unspecified && Enum.IsDefined(area)) }, // lists grow
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
