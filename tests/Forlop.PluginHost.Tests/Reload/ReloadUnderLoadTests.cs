using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost.Workers;

namespace Forlop.PluginHost.Tests.Reload;

/// <summary>Callers who never stop, while versions change beneath them.</summary>
public sealed class ReloadUnderLoadTests
{
    private const int Callers = 3;

    [Theory]
    [InlineData(PluginLevel.InProcess, 5)]
    [InlineData(PluginLevel.Worker, 2)]
    [Trait("Must", "PN-6")]
    public async Task Every_call_is_answered_once_by_one_version_and_was_asked_once_of_the_plugin(PluginLevel level, int reloads)
    {
        using var folders = new Folders();
        var ledger = Directory.CreateDirectory(Path.Combine(folders.Root, "ledger")).FullName;
        var folder = AddLedger(folders, ledger);
        await using var house = await folders.OpenAsync(options => options with
        {
            Levels = new Dictionary<string, PluginLevel> { ["routing-odd"] = level },
            Tools = new WorkerTools(null, null, null, null), // it writes where the test reads
        });
        var client = house.Routing("routing-odd");
        var answered = new ConcurrentQueue<(int Question, string Version)>();
        var (asked, done) = (0, false);
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                var question = Interlocked.Increment(ref asked);
                var answer = await client.RouteAsync(new RouteRequest { TenantId = "havnes", Areas = { HealthArea.Somatic }, ResponsibleKommunenummer = $"{question}" });
                answered.Enqueue((question, answer.Suggestions.Single().RuleId));
            }
        })).ToList();

        for (var reload = 1; reload <= reloads; reload++)
        {
            var before = answered.Count;
            await Until.TrueAsync(() => answered.Count > before + Callers);
            var version = reload % 2 == 1 ? "1.1.0" : "1.0.0";
            Folders.Edit(folder, manifest =>
            {
                manifest["version"] = version;
                manifest["entry"]!["type"] = reload % 2 == 1 ? "RoutingOdd.NextLedgerPlugin" : "RoutingOdd.LedgerPlugin";
            });
            Assert.Equal(new PluginReload(), await house.ReloadAsync("routing-odd"));
            Assert.Equal(version, await AskAsync(client, $"after-{reload}"));
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(callers);
        var numbers = answered.Select(answer => answer.Question).Order().ToList();
        Assert.Equal(Enumerable.Range(1, asked), numbers);
        Assert.Equal(
            numbers.Select(number => $"{number}").Concat(Enumerable.Range(1, reloads).Select(reload => $"after-{reload}")).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(ledger).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        Assert.Equal(["1.0.0", "1.1.0"], answered.Select(answer => answer.Version).Distinct().Order(StringComparer.Ordinal));
        var status = house.StatusOf("routing-odd")!;
        Assert.Equal(((long)asked + reloads, 0L, 0), (status.CallsAnswered, status.CallsFailed, status.Restarts));
        Assert.Equal(5, status.LastCalls.Count);
        Assert.All(status.LastCalls, call => Assert.Equal(("RoutingPluginService.Route", "OK"), (call.Rpc, call.Outcome)));
        Assert.Empty(await house.CloseAsync());
    }

    private static async Task<string> AskAsync(RoutingPluginService.RoutingPluginServiceClient client, string question) =>
        (await client.RouteAsync(new RouteRequest { TenantId = "havnes", Areas = { HealthArea.Somatic }, ResponsibleKommunenummer = question })).Suggestions.Single().RuleId;

    private static string AddLedger(Folders folders, string ledger)
    {
        var folder = folders.AddOdd("LedgerPlugin");
        File.WriteAllText(Path.Combine(folder, "ledger.txt"), ledger);
        Folders.Edit(folder, manifest =>
        {
            manifest["data"] = new JsonObject { ["ledger"] = "ledger.txt" };
            manifest["files"]!["ledger.txt"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ledger)));
        });
        return folder;
    }
}
