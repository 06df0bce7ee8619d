using System.Diagnostics;

namespace Forlop.Host.Tests.Crash;

/// <summary>tests/native/faults.c, compiled when it is first needed: what stands between the program and its disk.</summary>
internal static class FaultShim
{
    public const string Probe = "test \"$(uname)\" = Linux && command -v cc";
    public const string Needs = "Linux and a C compiler (gcc and libc6-dev)";

    private static readonly Lazy<string> Built = new(Build);

    public static string Library => Built.Value;

    /// <summary>What the program is started with, so that the shim watches <paramref name="root"/>.</summary>
    /// <param name="fault">As faults.c explains; empty for none.</param>
    public static Dictionary<string, string> Environment(string root, string fault = "", string journal = "")
    {
        var environment = new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["FORLOP_FAULTS_ROOT"] = root };
        if (fault.Length > 0)
        {
            environment["FORLOP_FAULTS"] = fault;
        }

        if (journal.Length > 0)
        {
            environment["FORLOP_FAULTS_JOURNAL"] = journal;
        }

        return environment;
    }

    private static string Build()
    {
        var library = Path.Combine(AppContext.BaseDirectory, $"faults-{System.Environment.ProcessId}.so");
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library, Path.Combine(RepositoryFolder.Path, "tests", "native", "faults.c"), "-ldl"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(library);
        return compiler.ExitCode == 0 ? library : throw new InvalidOperationException($"faults.c does not compile.\n{said}");
    }
}
