namespace Forlop.Host.Tests.Exchange;

/// <summary>What a program said that it had done, a line each, and cannot take back when it is killed.</summary>
internal sealed record Told(string Path)
{
    public void Say(string what, string pathwayId) => File.AppendAllText(Path, $"{what} {pathwayId}\n");

    /// <summary>The pathway of each; a line that a kill cut off was not said.</summary>
    public Dictionary<string, string> Read() => File.Exists(Path)
        ? File.ReadAllText(Path).Split('\n')[..^1].Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1])
        : [];
}
