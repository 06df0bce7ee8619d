using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;

namespace Forlop.Pathways.Decisions;

/// <summary>Which channels are unfit for whom.</summary>
internal static class ChannelCheck
{
    // Digital mail can fall back to a channel that Helsedirektoratet's letter to the fastleger calls unfit: letter or phone.
    public static Refusal? Of(string field, HealthInstance instance, Channel channel) =>
        instance.Type == HealthInstanceType.Gp && channel == Channel.DigitalMail ? Refusals.Malformed(field, "gp-channel") : null;
}
