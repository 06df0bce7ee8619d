using System.Globalization;

namespace Forlop.Host.Tests.Crash;

/// <summary>How long a campaign is, and from which seed: in the suite short, behind build.cake long.</summary>
internal static class Campaign
{
    public static int Length(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;

    /// <summary>Of so many moments of the disk one is tried; from which on, the seed decides. In the long campaign each of them is.</summary>
    public static int Stride => Length("FORLOP_FAULT_STRIDE", 3);

    /// <summary>Another each time, and printed; FORLOP_SEED repeats one.</summary>
    public static int Seed() => Length("FORLOP_SEED", Random.Shared.Next());
}
