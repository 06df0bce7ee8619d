using Forlop.Bench;

return args switch
{
    // Serves the two endpoints that the sidecar is compared with; a run starts that as a process of its own.
    ["echo", var answer] => await EchoServers.ServeAsync(answer),

    // Loads a sidecar that runs already, so that a profiler can be laid on it.
    ["drive", var address, var data, var inFlight, var seconds] => await BenchRun.DriveAsync(address, data, int.Parse(inFlight), int.Parse(seconds)),
    _ => await BenchRun.RunAsync(args),
};
