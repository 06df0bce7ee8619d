using Forlop.Bench;

return args switch
{
    // Serves the two endpoints that the sidecar is compared with; a run starts that as a process of its own.
    ["echo", var answer] => await EchoServers.ServeAsync(answer),

    // Loads a sidecar that runs already, so that a profiler can be laid on it.
    ["drive", var address, var data, var inFlight, var seconds] => await BenchRun.DriveAsync(address, data, int.Parse(inFlight), int.Parse(seconds)),

    // What plugins are compared with, each a process of its own.
    ["plugin-echo", var socket] => await PluginEcho.ServeAsync(socket),
    ["plugin-weigh", var folder] => await PluginBench.WeighAsync(folder),
    ["plugin-bare", var then] => await PluginBench.BareAsync(waits: then == "wait"),
    ["--plugins", ..] => await PluginBench.RunAsync(args),
    _ => await BenchRun.RunAsync(args),
};
