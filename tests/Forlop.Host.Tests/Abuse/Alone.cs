namespace Forlop.Host.Tests.Abuse;

/// <summary>Tests that measure time or memory: they run after all others, and one after another.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;
