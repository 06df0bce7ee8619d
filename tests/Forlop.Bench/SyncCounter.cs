using SystemProcess = System.Diagnostics.Process;

namespace Forlop.Bench;

/// <summary>
/// Counts what a process really asks of the disk: a library that is loaded before libc and counts fsync and fdatasync in
/// a mapped file. Without a C compiler the figure is left out.
/// </summary>
internal static class SyncCounter
{
    public const string FileVariable = "FORLOP_BENCH_SYNCS";

    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <unistd.h>
        static long none, *count = &none;
        static int (*real_fsync)(int), (*real_fdatasync)(int);
        __attribute__((constructor)) static void begin(void) {
          real_fsync = dlsym(RTLD_NEXT, "fsync");
          real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
          const char *path = getenv("FORLOP_BENCH_SYNCS");
          int file = path ? open(path, O_RDWR | O_CREAT, 0600) : -1;
          if (file < 0 || ftruncate(file, sizeof(long))) return;
          void *page = mmap(0, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
          if (page != MAP_FAILED) count = page;
        }
        int fsync(int file) { __atomic_add_fetch(count, 1, __ATOMIC_RELAXED); return real_fsync(file); }
        int fdatasync(int file) { __atomic_add_fetch(count, 1, __ATOMIC_RELAXED); return real_fdatasync(file); }
        """;

    /// <summary>The environment that a counted process is started with; empty where nothing can count.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string folder)
    {
        var (source, library) = (Path.Combine(folder, "syncs.c"), Path.Combine(folder, "syncs.so"));
        await File.WriteAllTextAsync(source, Source);
        try
        {
            using var compiler = SystemProcess.Start("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]);
            await compiler.WaitForExitAsync();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new Dictionary<string, string>();
        }

        return File.Exists(library)
            ? new Dictionary<string, string> { ["LD_PRELOAD"] = library, [FileVariable] = Path.Combine(folder, "syncs") }
            : new Dictionary<string, string>();
    }
}
