namespace Forlop.PluginHost.Tests.Hostile;

/// <summary>One class of routing-hostile, in the words of the table.</summary>
internal sealed record Harm(string Type, string Words)
{
    public static readonly IReadOnlyList<Harm> All =
    [
        new("Throw", "throws in the call"),
        new("Oversized", "answers 6 MiB"),
        new("Garbage", "answers bytes that are no text"),
        new("SlowStart", "takes a minute to start"),
        new("Hang", "blocks its thread for ever"),
        new("Spin", "loops on every core for ever"),
        new("PoolStorm", "takes every thread of the pool"),
        new("Allocate", "allocates and keeps 512 MiB"),
        new("AsyncVoid", "throws in `async void`"),
        new("ThreadThrow", "throws on a thread of its own"),
        new("StackOverflow", "overflows its stack"),
        new("FailFast", "calls `Environment.FailFast`"),
        new("Exit", "calls `Environment.Exit`"),
        new("SelfKill", "kills its process"),
        new("Snoop", "reads environment, files, network"),
    ];

    public string Id => $"hostile-{Type.ToLowerInvariant()}";

    /// <summary>A copy of routing-hostile whose entry is this class, and what it may look at.</summary>
    public void AddTo(Folders folders, bool shipped, string file, int port)
    {
        var folder = folders.Add("routing-hostile", Id, shipped);
        File.WriteAllText(Path.Combine(folder, "targets.txt"), $"{file}\n{port}\n");
        Folders.Reseal(folder, "targets.txt");
        Folders.Edit(folder, manifest =>
        {
            manifest["id"] = Id;
            manifest["entry"]!["type"] = $"RoutingHostile.{Type}";
        });
    }
}
