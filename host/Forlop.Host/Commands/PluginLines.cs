using System.Globalization;
using Forlop.Contracts.V1;

namespace Forlop.Host.Commands;

/// <summary>A plugin in lines of text: the first says what it is and how it is, the others what it may and what to do.</summary>
internal static class PluginLines
{
    public static IEnumerable<string> Of(PluginStatus plugin) => LinesOf(plugin).Select(Plain);

    /// <summary>What lies there in place of what runs; nothing when that is what runs.</summary>
    public static IEnumerable<string> OfNext(PluginStatus plugin) => LinesOfNext(plugin).Select(Plain);

    /// <summary>What hosts mean that a plugin asks for; nothing when it asks for none.</summary>
    public static IEnumerable<string> OfNetwork(PluginRights? asks) => LinesOfNetwork(asks).Select(Plain);

    public static IEnumerable<string> OfPackage(PluginStatus package) => LinesOfPackage(package).Select(Plain);

    /// <summary>A sentence, which may have several lines.</summary>
    public static IEnumerable<string> OfText(LocalizedText text) => LinesOfText(text).Select(Plain);

    private static IEnumerable<string> LinesOf(PluginStatus plugin)
    {
        yield return $"{plugin.PluginId} {plugin.Version}  {StateOf(plugin)}{LevelOf(plugin.Level)}  {string.Join(", ", plugin.Kinds)}{(plugin.EngineId.Length > 0 ? $", data for {plugin.EngineId}" : "")}{(plugin.Shipped ? ", came with the release" : "")}";
        if (!plugin.Shipped && plugin.Asks is { } asks)
        {
            yield return $"    asks for      {Words(asks)}";
            yield return plugin.Approved is null ? "    approved      nothing yet" : $"    approved      {Words(plugin.Approved)} (version {plugin.ApprovedVersion})";
        }

        if (plugin.NewlyAsked is { } more && IsAnything(more))
            yield return $"    newly asked   {Words(more)}";
        if (plugin.NoLongerAsked is { } less && IsAnything(less))
            yield return $"    not any more  {Words(less)}";
        if (plugin.PackageSha256.Length > 0)
            yield return $"    package       {plugin.PackageSha256}";
        if (plugin.NotWell is { } notWell)
            yield return $"    CANNOT WORK   {notWell.Nb.ReplaceLineEndings(" ")}";
        foreach (var line in LinesOfNext(plugin))
            yield return line;
        if (plugin.CallsAnswered + plugin.CallsFailed > 0)
            yield return $"    calls         {plugin.CallsAnswered} answered, {plugin.CallsFailed} failed, {plugin.Restarts} new starts";
        foreach (var backlog in plugin.Backlogs.Where(backlog => backlog.Waiting + backlog.Strangers > 0))
            yield return $"    waiting       {backlog.TenantId}: {backlog.Waiting}{(backlog.SinceOn.Length > 0 ? $", the oldest since {backlog.SinceOn}" : "")}{(backlog.Strangers > 0 ? $"; {backlog.Strangers} pathways that only the fagsystem holds, on the night to {backlog.ComparedOn}" : "")}";
        foreach (var call in plugin.LastCalls)
            yield return $"    last call     {call.BeganTime.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC  {call.Rpc}  {call.Outcome}  {call.TookMs} ms";
        if (plugin.LastFailure is { } failure)
            yield return $"    last failure  {failure.Nb}";
        if (plugin.VersionsHeld.Count > 0)
            yield return $"    still held    {string.Join(", ", plugin.VersionsHeld)}: stopped, and something of the plugin's own holds it in memory until the sidecar starts anew";
        foreach (var line in plugin.Problem is { } problem ? LinesOfText(problem) : [])
            yield return line;
    }

    private static IEnumerable<string> LinesOfNext(PluginStatus plugin)
    {
        if (plugin.Next is not { } next)
            yield break;
        yield return $"    next          {(next.Version.Length > 0 ? next.Version : "unreadable")}{(next.Problem is null ? $", lies there: forlop plugin reload {plugin.PluginId}" : next.WaitsForApproval ? ", waits for approval" : ", was not taken into use")}";
        if (next.PackageSha256.Length > 0)
            yield return $"    next package  {next.PackageSha256}";
        if (next.EngineId != plugin.EngineId && next.Asks is not null)
            yield return $"    next runs on  {(next.EngineId.Length > 0 ? next.EngineId : "itself, no engine")}";
        if (next.NewlyAsked is { } more && IsAnything(more))
            yield return $"    newly asked   {Words(more)}";
        if (next.NoLongerAsked is { } less && IsAnything(less))
            yield return $"    not any more  {Words(less)}";
        foreach (var line in next.Problem is { } problem ? LinesOfText(problem) : [])
            yield return line;
    }

    private static IEnumerable<string> LinesOfNetwork(PluginRights? asks)
    {
        if (asks is { Network.Count: > 0 })
            yield return $"    its network   {string.Join(", ", asks.Network)} are what its author says that it connects to. A process that has any network has all of it: nothing keeps it from other hosts.";
    }

    private static IEnumerable<string> LinesOfPackage(PluginStatus package)
    {
        yield return $"{package.PluginId} {package.Version}  {(package.Problem is null ? "whole" : "NOT WHOLE")}  {string.Join(", ", package.Kinds)}";
        if (package.PackageSha256.Length > 0)
            yield return $"    package       {package.PackageSha256}";
        if (package.Asks is { } asks)
            yield return $"    asks for      {Words(asks)}";
        foreach (var line in package.Problem is { } problem ? LinesOfText(problem) : [])
            yield return line;
    }

    private static IEnumerable<string> LinesOfText(LocalizedText text) => text.Nb.Split('\n').Select(line => $"    {line}");

    // A plugin's own sentences are among them, and must not move the cursor or hide anything.
    private static string Plain(string line) =>
        string.Concat(line.Select(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? '·' : letter));

    private static string StateOf(PluginStatus plugin) => plugin.State switch
    {
        PluginState.Running => "running",
        PluginState.LeftOut => "LEFT OUT",
        PluginState.WaitingForApproval => "WAITING FOR APPROVAL",
        PluginState.Disabled => plugin.Retired ? "retired" : "disabled",
        PluginState.Restarting => "RESTARTING",
        PluginState.Quarantined => "QUARANTINED",
        _ => plugin.State.ToString(),
    };

    private static string LevelOf(PluginLevel level) => level switch
    {
        PluginLevel.InProcess => " in the sidecar's process",
        PluginLevel.Worker => " in a process of its own",
        _ => "",
    };

    private static bool IsAnything(PluginRights rights) => rights.DataFields.Count + rights.Network.Count + rights.Tenants.Count > 0 || rights.InProcess;

    private static string Words(PluginRights rights) => IsAnything(rights)
        ? string.Join("; ", new[] { Part("data fields", rights.DataFields), Part("network", rights.Network), Part("services", rights.Tenants), rights.InProcess ? "to run in the sidecar's process" : "" }.Where(part => part.Length > 0))
        : "nothing";

    private static string Part(string what, IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } all ? $"{what} {all}" : "";
}
