using Forlop.PluginHost;

namespace Forlop.Conformance;

/// <summary>There is no finding, for or against: the package, or what it depends on, is not as an examination needs it. The message gives the cure.</summary>
public sealed class CannotExamineException(string message) : Exception(PackagePath.Shown(message, Longest))
{
    // It may hold what a plugin said of itself.
    private const int Longest = 2000;
}
