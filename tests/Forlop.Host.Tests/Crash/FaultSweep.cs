using System.Globalization;
using System.Runtime.InteropServices;
using Forlop.Contracts.V1;
using Forlop.Host.Commands;
using Forlop.Storage;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Forlop.Host.Tests.Crash;

/// <summary>
/// Within one process under the shim: for each n the same small life of a store, from first start to stop, in which the
/// n-th operation of the disk fails. Hundreds of literal starts would take as many seconds, and show the same sidecar.
/// </summary>
internal sealed class FaultSweep
{
    private readonly Arm arm;
    private readonly Hit hit;
    private readonly string act;

    private FaultSweep(string act)
    {
        var shim = NativeLibrary.Load(Environment.GetEnvironmentVariable("LD_PRELOAD")!);
        arm = Marshal.GetDelegateForFunctionPointer<Arm>(NativeLibrary.GetExport(shim, "forlop_faults_arm"));
        hit = Marshal.GetDelegateForFunctionPointer<Hit>(NativeLibrary.GetExport(shim, "forlop_faults_hit"));
        this.act = act;
    }

    private delegate void Arm([MarshalAs(UnmanagedType.LPStr)] string root, [MarshalAs(UnmanagedType.LPStr)] string fault);

    private delegate IntPtr Hit();

    /// <param name="acts">
    /// As faults.c explains, such as <c>eio</c>, at each <see cref="Campaign.Stride"/>-th operation; with a kind, such as <c>eio:read</c>, at
    /// each of that kind.
    /// </param>
    public static async Task<int> RunAsync(int seed, IReadOnlyList<string> acts)
    {
        var (findings, random) = (0, new Random(seed));
        foreach (var each in acts)
        {
            var sweep = new FaultSweep(each);
            var stride = each.Contains(':', StringComparison.Ordinal) ? 1 : Campaign.Stride;
            for (var n = 1 + random.Next(stride); await sweep.AtAsync(n) is { } outcome; n += stride)
            {
                findings += outcome.Findings.Count;
                Cli.Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each}@{n} {outcome.What}"));
                foreach (var finding in outcome.Findings)
                {
                    Cli.Terminal.WriteLine($"  FINDING {finding}");
                }
            }
        }

        return findings == 0 ? 0 : 1;
    }

    private string Struck() => Marshal.PtrToStringUTF8(hit()) ?? "";

    /// <summary>Null when the life has fewer operations than that.</summary>
    private async Task<Outcome?> AtAsync(int n)
    {
        using var place = Place.InMemory();
        var ledger = new Ledger("swept");
        var findings = new List<string>();
        var parts = act.Split(':');
        arm(place.Root, string.Create(CultureInfo.InvariantCulture, $"{parts[0]}@{n}:{(parts.Length > 1 ? parts[1] : "any")}"));
        var what = await LiveAsync(place, ledger, findings);
        var struck = Path.GetFileName(Struck());
        arm(place.Root, "");
        if (struck.Length == 0)
        {
            return findings.Count == 0 ? null : new Outcome("nothing failed", findings);
        }

        // SQLite keeps its own counsel about its folder, and a log that could not be copied at the end stays; ours are said.
        if (act.EndsWith(":sync", StringComparison.Ordinal) && !IsOfStore(struck) && struck != "data" && !what.Contains("ended with", StringComparison.Ordinal))
        {
            findings.Add($"the sync of {struck} failed and nobody said so");
        }

        findings.AddRange(await Recovery.CheckAsync(place, ledger));
        return new Outcome($"{struck}: {what}", findings);
    }

    private async Task<string> LiveAsync(Place place, Ledger ledger, List<string> findings)
    {
        var what = "never started";
        try
        {
            var sidecar = await Sidecar.StartAsync(TestProgram.Options(place.Data, place.Key), logging => logging.SetMinimumLevel(LogLevel.None));
            try
            {
                what = await ServeAsync(place, ledger, sidecar, findings);
            }
            finally
            {
                await EndAsync(place, sidecar, findings);
            }
        }
        catch (Exception fault) when (fault is StoreException or ConfigurationException or IOException)
        {
            // What Cli.GuardAsync turns into a sentence and an exit code.
            what += $", ended with {(fault as StoreException)?.ExitCode ?? 2}: {fault.Message.Replace(place.Root, "", StringComparison.Ordinal)}";
        }

        return what;
    }

    /// <summary>Commands one after the other; and what the contract says of those that come after the fault.</summary>
    private async Task<string> ServeAsync(Place place, Ledger ledger, Sidecar sidecar, List<string> findings)
    {
        using var connection = new LocalConnection(place.Data, "dev-havnes");
        var invoker = connection.As(RunningSidecar.Caseworker);
        var random = new Random(1);
        var struckBefore = Struck(); // what failed before it served had its say at the start
        var (given, acknowledged, full, unknown) = (0, 0, 0, 0);
        for (; given < 6; given++)
        {
            var before = Struck();
            var entry = ledger.Next(random);
            try
            {
                ledger.Acknowledge(entry, await entry.SendAsync(invoker));
                acknowledged++;
                if (act.StartsWith("eio", StringComparison.Ordinal) && !act.EndsWith(":read", StringComparison.Ordinal) && struckBefore.Length == 0 && IsOfStore(before))
                {
                    findings.Add($"command {given} was acknowledged after {Path.GetFileName(before)} had failed");
                }
            }
            catch (RpcException fault) when (Reason(fault) is RefusalReason.StoreFull)
            {
                full++;
            }
            catch (RpcException fault) when (Reason(fault) is RefusalReason.StoreFaulted or RefusalReason.Stopping)
            {
                unknown++;
            }
            catch (RpcException fault)
            {
                findings.Add($"command {given} was answered {fault.Status}");
            }
        }

        return $"{acknowledged} acknowledged, {full} full, {unknown} unknown{(sidecar.StoreFaulted.IsCompleted ? ", latched" : "")}";
    }

    /// <summary>Closing after a failed write must not write: nobody knows what the handles still hold.</summary>
    private static async Task EndAsync(Place place, Sidecar sidecar, List<string> findings)
    {
        var left = sidecar.StoreFaulted.IsCompleted ? Files(place) : null;
        try
        {
            await sidecar.DisposeAsync();
        }
        finally
        {
            if (left is not null && !left.SequenceEqual(Files(place)))
            {
                findings.Add("a latched store was written while it was closed");
            }
        }
    }

    private static RefusalReason Reason(RpcException fault) =>
        fault.Trailers.GetValueBytes("grpc-status-details-bin") is null ? RefusalReason.Unspecified : RunningSidecar.RefusalOf(fault).Reason;

    private static bool IsOfStore(string path) => Path.GetFileName(path).StartsWith("forlop.db", StringComparison.Ordinal);

    private static List<string> Files(Place place) => [.. Directory.EnumerateFiles(place.Data, "forlop.db*").Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(ReadShared(file)))}")];

    // The sidecar still has it open.
    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Outcome(string What, IReadOnlyList<string> Findings);
}
