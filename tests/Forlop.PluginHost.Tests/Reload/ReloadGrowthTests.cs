using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Forlop.PluginHost.Tests.Reload;

public sealed class ReloadGrowthTests(ITestOutputHelper output)
{
    private const int Some = 10;

    /// <summary>The long run: <c>dotnet cake --target=Reload</c>.</summary>
    private static readonly int Times = int.Parse(Environment.GetEnvironmentVariable("FORLOP_RELOADS") ?? "30", CultureInfo.InvariantCulture);

    // What is compiled, pooled and cached once is there by then.
    private static readonly int WarmUp = Times / 3;

    [Fact]
    public async Task Reloading_again_and_again_leaves_neither_memory_nor_threads_files_or_folders_behind()
    {
        using var folders = Folders.With("routing-sample");
        folders.AddOdd("MirrorPlugin");
        folders.Add("routing-table");
        folders.Add("routing-havnes");
        using var program = Process.Start(new ProcessStartInfo(
            Folders.WorkerCommand[0], [typeof(ReloadingProgram).Assembly.Location, folders.Root, ReloadingProgram.Word, $"{Times}"])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = program.StandardError.ReadToEndAsync();
        var figures = (await program.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Figures.Of).ToList();
        await program.WaitForExitAsync();
        Assert.True(program.ExitCode == 0 && figures.Count == Times, await errors);

        var (early, late) = (Figures.Typical(figures.Skip(WarmUp).Take(Some)), Figures.Typical(figures.TakeLast(Some)));
        output.WriteLine($"{Times} reloads; after {WarmUp + Some}: {early}; at the end: {late}");
        Assert.Equal(early.Staged, late.Staged);
        Assert.InRange(late.Heap, 0, early.Heap + 768 + (2 * (Times - WarmUp)));
        Assert.InRange(late.Resident, 0, early.Resident + (24 * 1024));
        Assert.InRange(late.Threads, 0, early.Threads + 3);
        Assert.InRange(late.Files, 0, early.Files + 3);
    }

    private sealed record Figures(long Heap, long Resident, long Threads, long Files, long Staged)
    {
        public static Figures Of(string line) => line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray() is [var heap, var resident, var threads, var files, var staged]
            ? new Figures(heap, resident, threads, files, staged)
            : throw new FormatException(line);

        // The median of each: one moment may fall together with a worker that ends.
        public static Figures Typical(IEnumerable<Figures> some)
        {
            var all = some.ToList();
            long Median(Func<Figures, long> figure) => all.Select(figure).Order().ElementAt(all.Count / 2);
            return new Figures(Median(one => one.Heap), Median(one => one.Resident), Median(one => one.Threads), Median(one => one.Files), Median(one => one.Staged));
        }

        public override string ToString() => $"heap {Heap} KiB, resident {Resident} KiB, {Threads} threads, {Files} files, {Staged} staged folders";
    }
}
