namespace Forlop.Host.Tests;

/// <summary>As <see cref="SkippableFactAttribute"/>, for a theory.</summary>
public sealed class SkippableTheoryAttribute : TheoryAttribute
{
    public SkippableTheoryAttribute(string probe, string needs) => Skip = new SkippableFactAttribute(probe, needs).Skip;
}
