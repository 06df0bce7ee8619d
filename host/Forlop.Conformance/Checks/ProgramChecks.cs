using System.Security.Cryptography;
using Forlop.Contracts.Plugin.V1;
using Forlop.PluginHost;
using Forlop.PluginHost.Workers;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Conformance.Checks;

/// <summary>What is asked of a process: its line, its socket, its secret and its end.</summary>
internal sealed class ProgramChecks(Specimen specimen, Findings findings)
{
    /// <summary>An instance, or null when none could be started and the findings say why.</summary>
    /// <exception cref="CannotExamineException">It says itself why it cannot start, or the machine cannot start it.</exception>
    public async Task<RunningSpecimen?> StartAsync()
    {
        try
        {
            var running = await specimen.StartAsync();
            if (running.Process is not null)
                findings.Expect("PL-12", true, "");
            return running;
        }
        catch (LeftOutException e) when (e.Must is { } must)
        {
            findings.Expect(must, false, "the process ended, wrote something else or wrote nothing, where it has to say in one line that it is ready");
            findings.Stop("A host leaves out a plugin that cannot be started, and asks it nothing.");
            return null;
        }
        catch (LeftOutException e)
        {
            throw new CannotExamineException($"The plugin cannot be started. {e.Why.Nb}");
        }
        catch (TimeoutException)
        {
            throw new CannotExamineException("The plugin cannot be started: its constructor does not return.");
        }
    }

    /// <summary>PL-10: an instance that was greeted with more than it can know; one that was not, when that broke it.</summary>
    public async Task<RunningSpecimen?> StartGreetedWithMoreAsync()
    {
        if (specimen.Level != Contracts.V1.PluginLevel.Worker)
            return await StartAsync();
        try
        {
            var running = await specimen.StartAsync(unknownMember: true);
            findings.Expect("PL-10", true, "");
            return running;
        }
        catch (LeftOutException)
        {
            findings.Expect("PL-10", false, "a line with one more member was written to it, and it did not start");
            return await StartAsync();
        }
    }

    /// <summary>PL-11 and PL-13, from outside.</summary>
    public async Task ProbeAsync(RunningSpecimen instance)
    {
        if (instance.Process is not { } process)
            return;
        var secret = process.Secret.Bytes;
        var another = RandomNumberGenerator.GetBytes(secret.Length);
        using var channel = WorkerLink.Open(process.Socket);
        foreach (var (service, method) in new[] { (PluginLifecycleService.Descriptor.FullName, "Describe"), (ServiceOf(specimen.Plugin.Manifest.Kinds[0]), MethodOf(specimen.Plugin.Manifest.Kinds[0])), ("forlop.plugin.v1.NoSuchService", "Ask") })
        {
            foreach (var (what, carried) in new (string, byte[]?)[] { ("without a secret", null), ("with another secret", another), ("with a cut secret", secret[..^1]) })
            {
                var headers = carried is null ? [] : new Metadata { { WorkerSecret.Key, carried } };
                var call = new CallOptions(headers, specimen.Options.Clock.GetUtcNow().UtcDateTime + specimen.Options.StartPatience);
                var answer = await Answered.OfAsync(() => channel.CreateCallInvoker().AsyncUnaryCall(Probe.MethodOf(service, method), null, call, new CheckRequest()));
                findings.Expect("PL-13", answer.Code == StatusCode.Unauthenticated, $"{method} was called {what}, and {answer.How}");
            }
        }
    }

    /// <summary>PL-14, with work half done.</summary>
    public async Task EndAsync(RunningSpecimen instance, Task halfDone)
    {
        await LookBeforeTheEndAsync(instance);
        var ended = await instance.StopAsync();
        if (instance.Process is not null)
            findings.Expect("PL-14", ended, $"its standard input was closed, and it had not ended {specimen.Options.EndPatience.TotalSeconds:0.#} seconds later");
        await halfDone;
    }

    /// <summary>Without a word, as a machine that fails.</summary>
    public async Task KillAsync(RunningSpecimen instance)
    {
        await LookBeforeTheEndAsync(instance);
        instance.Kill();
    }

    private async Task LookBeforeTheEndAsync(RunningSpecimen instance)
    {
        if (instance.Process is not { } process)
            return;

        // Its socket is gone a moment before its process has ended.
        var alive = await Answered.OfAsync(() => instance.Lifecycle.DescribeAsync(new DescribeRequest { Nonce = ByteString.CopyFrom(instance.Challenge()) }));
        if (alive.Code == StatusCode.Unavailable)
            await Task.WhenAny(process.Ended, Task.Delay(specimen.Options.EndPatience, specimen.Options.Clock));
        if (findings.Expect("PL-6", !process.Ended.IsCompleted, "nobody had told its process to end, and it had ended"))
            LookForListeners(process);
    }

    private void LookForListeners(WorkerProcess process)
    {
        if (Listeners.Of(process.Id) is not { } listening)
        {
            findings.Pass("PL-11", "Which sockets a process listens on can be seen on Linux alone, by whoever may look into it.");
            return;
        }

        var elsewhere = listening.Where(where => where != process.Socket).ToList();
        findings.Expect("PL-11", elsewhere.Count == 0, "one of its processes listens on another socket too, of TCP, of UDP or of this machine");
    }

    private static string ServiceOf(string kind) => kind switch
    {
        PluginKinds.Filing => FilingPluginService.Descriptor.FullName,
        PluginKinds.CaseSystem => CaseSystemPluginService.Descriptor.FullName,
        PluginKinds.Intake => IntakePluginService.Descriptor.FullName,
        _ => RoutingPluginService.Descriptor.FullName,
    };

    private static string MethodOf(string kind) => kind switch
    {
        PluginKinds.Filing => "CheckFiling",
        PluginKinds.CaseSystem => "Reconcile",
        PluginKinds.Intake => "Acknowledge",
        _ => "Route",
    };
}
