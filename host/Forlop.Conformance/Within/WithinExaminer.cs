using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Forlop.Conformance.Reports;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Forlop.PluginHost.Workers;

namespace Forlop.Conformance.Within;

/// <summary>
/// Has a plugin examined within a process that is not this one, behind the walls that a worker has. What that process prints without
/// the nonce is the plugin's, and an end before the answer is a rule broken. Only findings come from there: who reads them decides.
/// </summary>
internal sealed class WithinExaminer(ExaminedPackage package, string tenant, string todayOn, ConformanceOptions options)
{
    /// <summary>Characters of either line.</summary>
    public const int LongestLine = 8 * 1024 * 1024;

    // The kit's questions and answers lie there beside the plugin.
    private const int Mebibytes = 1024;

    private const int NonceBytes = 32;

    /// <exception cref="CannotExamineException">There is nothing to be found, or the process cannot be started.</exception>
    public async Task<LevelFindings> RunAsync(int levelsToCome)
    {
        var isConfined = options.Tools.Bubblewrap is not null;
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        var order = new WithinOrder(nonce, package.Folder, package.Plugin.Manifest.Id, package.Code.Manifest.Id, tenant, todayOn)
        {
            IsTestSystem = options.IsTestSystem,
            ChildReference = options.ChildReference,
            Kommunenummer = options.Kommunenummer,
            QuestionStride = options.QuestionStride,
            LevelsToCome = levelsToCome,
            IsConfined = isConfined,
            CallPatience = options.CallPatience,
            StartPatience = options.StartPatience,
            EndPatience = options.EndPatience,
        };
        using var process = await ProcessStarter.StartAsync(Start());
        var answer = await AskAsync(process, order);
        if (answer is { CannotExamine: { } why })
            throw new CannotExamineException(why);
        return answer?.Found ?? Ended(isConfined);
    }

    private ProcessStartInfo Start()
    {
        var host = new PluginHostOptions
        {
            ShippedFolder = "",
            StagingDirectory = "",
            HostVersion = ConformanceKit.Version,
            WorkerCommand = options.WithinCommand,
            WorkerMemory = Mebibytes,
            OpenFolders = new Dictionary<string, IReadOnlyList<string>> { [package.Plugin.Manifest.Id] = options.OpenFolders },
            Tools = options.Tools,
        };
        var confinement = new Confinement(host, options.Tools);
        var scratch = Path.Combine(package.Folder, ".scratch");
        StagedPlugin.CreatePrivate(scratch);
        var network = options.IsTestSystem && package.Plugin.Manifest.Network.Concat(package.Code.Manifest.Network).Any();
        var words = confinement.Words(options.WithinCommand, package.Plugin with { Folder = package.Folder }, scratch, network);
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in confinement.Environment())
            start.Environment[name] = value;
        return start;
    }

    // Null when it ended, or was ended, without an answer.
    private async Task<WithinAnswer?> AskAsync(Process process, WithinOrder order)
    {
        using var patience = new CancellationTokenSource(options.WithinPatience, options.Clock);
        try
        {
            _ = BoundedLines.DrainAsync(process.StandardError.BaseStream, line: null);
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, WithinJson.Default.WithinOrder).AsMemory(), patience.Token);
            await process.StandardInput.FlushAsync(patience.Token);
            var output = new BufferedStream(process.StandardOutput.BaseStream);
            while (await BoundedLines.ReadAsync(output, patience.Token, LongestLine) is { } line)
            {
                if (line.StartsWith($"{order.Nonce} ", StringComparison.Ordinal))
                    return Whole(JsonSerializer.Deserialize(line[(order.Nonce.Length + 1)..], WithinJson.Default.WithinAnswer));
            }

            return null;
        }
        catch (Exception e) when (e is IOException or JsonException or OperationCanceledException)
        {
            // It ended while it was written to, wrote half an answer, or took longer than anybody waits.
            return null;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    // Findings of another rule than these, or of fewer, are none of the kit's.
    private WithinAnswer? Whole(WithinAnswer? answer) =>
        answer?.Found is not { } found || (found.Level == LevelNames.InProcess && ReportVerdict.IsComplete(found, package.Plugin.Manifest.Kinds[0])) ? answer : null;

    private LevelFindings Ended(bool isConfined)
    {
        var findings = new Findings(Musts.For(package.Plugin.Manifest.Kinds[0], PluginLevel.InProcess), canKill: false);
        findings.Expect("PL-6", false, "the process that it shared with the kit ended, or hung, before the examination was over");
        findings.Stop("The process in which it was examined ended before that was over, and what had been found went with it.");
        return new LevelFindings { Level = LevelNames.InProcess, Confined = isConfined, Rules = findings.Close() };
    }
}
