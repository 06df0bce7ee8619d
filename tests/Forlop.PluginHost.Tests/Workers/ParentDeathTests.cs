using System.Diagnostics;
using Forlop.PluginHost.Tests.Hostile;

namespace Forlop.PluginHost.Tests.Workers;

public sealed class ParentDeathTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Must", "PL-14")]
    public async Task A_worker_ends_with_a_host_that_was_killed_with_or_without_the_tools_that_confine_it(bool bare)
    {
        using var folders = Folders.With("routing-sample");
        if (bare)
            Directory.CreateDirectory(Path.Combine(folders.Root, "bare"));
        using var host = Process.Start(new ProcessStartInfo(Folders.WorkerCommand[0], [typeof(HoldingProgram).Assembly.Location, folders.Root, HoldingProgram.Word]) { UseShellExecute = false })!;
        await Until.TrueAsync(() => host.HasExited || File.Exists(Path.Combine(folders.Root, "state")));
        Assert.NotEmpty(WorkerList.Under(folders.Root));

        host.Kill();
        await host.WaitForExitAsync();

        await Until.TrueAsync(() => WorkerList.Under(folders.Root).Count == 0);
        Assert.Empty(WorkerList.Under(folders.Root));
    }
}
