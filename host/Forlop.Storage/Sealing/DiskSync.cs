using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Forlop.Storage.Sealing;

/// <summary>
/// Brings files and their names to the disk, or throws. .NET's own flush says nothing of an fsync that failed (it compares
/// before it assigns: the -1 becomes a 1, which passes for success), and it opens no folders; but on POSIX a new name lies
/// in its folder, and only a sync of that keeps it through a power cut. Windows keeps names in a journal of its own.
/// </summary>
internal static class DiskSync
{
    private const int Interrupted = 4;
    private const int NotKnown = 22; // EINVAL: this file system has no sync of folders
    private const int ReadOnly = 0;

    // Looked up in the program as a whole, so that what stands between it and the C library in a test is asked first.
    private static readonly Lazy<Sync> Posix = new(() => Function<Sync>("fsync"));
    private static readonly Lazy<Open> PosixOpen = new(() => Function<Open>("open"));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int Sync(int file);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int Open(byte[] path, int flags);

    public static void Content(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (Run(file) is var error and not 0)
        {
            throw Failed(path, error);
        }
    }

    /// <param name="path">The file or folder whose name is to be kept.</param>
    public static void NameOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using var opened = new SafeFileHandle(PosixOpen.Value(Encoding.UTF8.GetBytes(folder + "\0"), ReadOnly), ownsHandle: true);
        var error = opened.IsInvalid ? Marshal.GetLastPInvokeError() : Run(opened);
        if (error is not (0 or NotKnown))
        {
            throw Failed(folder, error);
        }
    }

    private static int Run(SafeFileHandle file)
    {
        var error = Interrupted;
        while (error == Interrupted)
        {
            error = Posix.Value((int)file.DangerousGetHandle()) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        return error;
    }

    private static IOException Failed(string path, int error) => new($"{path} cannot be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}.");

    private static T Function<T>(string name)
        where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name));
}
