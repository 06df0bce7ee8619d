using System.Globalization;

namespace Forlop.Host.Tests.Crash;

/// <summary>A disk of its own with so much room and no more: tmpfs, mounted for one test.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>Mounting takes the right to: as root, or through sudo without a password.</summary>
    public const string Probe = "test \"$(uname)\" = Linux && { test \"$(id -u)\" = 0 || sudo -n true; } && d=$(mktemp -d) && s=$(test \"$(id -u)\" = 0 || echo sudo -n) && $s mount -t tmpfs tmpfs \"$d\" && $s umount \"$d\"; r=$?; rmdir \"$d\"; exit $r";
    public const string Needs = "Linux and the right to mount a tmpfs";

    private readonly DirectoryInfo at = Directory.CreateTempSubdirectory("forlop-disk-");

    private SmallDisk()
    {
    }

    public string Root => at.FullName;

    private string Ballast => Path.Combine(Root, "ballast");

    public static async Task<SmallDisk> MountAsync(int kilobytes)
    {
        var disk = new SmallDisk();
        await RunAsync(string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={kilobytes}k,mode=0700,uid=$(id -u) tmpfs '{disk.Root}'"));
        return disk;
    }

    public Task ResizeAsync(int kilobytes) => RunAsync(string.Create(CultureInfo.InvariantCulture, $"mount -o remount,size={kilobytes}k '{Root}'"));

    /// <summary>Leaves no room at all.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException full)
        {
            Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync($"umount '{Root}'");
        at.Delete();
    }

    private static async Task RunAsync(string command)
    {
        var (exitCode, said) = await ForlopProcess.RunOtherAsync("sh", null, "-c", $"s=$(test \"$(id -u)\" = 0 || echo sudo -n); $s {command}");
        Assert.True(exitCode == 0, $"{command}\n{said}");
    }
}
