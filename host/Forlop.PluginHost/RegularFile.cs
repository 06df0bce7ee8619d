using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Forlop.PluginHost;

/// <summary>
/// Whether a name stands for a plain file, asked of the system and not found out by opening it: to open a named pipe waits for
/// whoever writes into it, for ever, and to open a device may do anything.
/// </summary>
internal static class RegularFile
{
    // Of <linux/stat.h> and <fcntl.h>: the same on every architecture, which `struct stat` is not.
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeAlone = 0x1;
    private const int SizeOfStatx = 256;
    private const int OffsetOfMode = 28;
    private const int TypeBits = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>False for a pipe, a socket, a device, a folder and a link. Elsewhere than on Linux there is nobody to ask, and it is true.</summary>
    public static bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var answer = new byte[SizeOfStatx];
        var asked = Statx(CurrentFolder, [.. Encoding.UTF8.GetBytes(path), 0], NoFollow, TypeAlone, answer);
        // A file that is gone, or that may not be looked at, is told by whoever reads it.
        return asked != 0 || (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(OffsetOfMode)) & TypeBits) == Regular;
    }

    [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
