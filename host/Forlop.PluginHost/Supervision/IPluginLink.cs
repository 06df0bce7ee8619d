using Forlop.Contracts.V1;
using Grpc.Core;

namespace Forlop.PluginHost.Supervision;

/// <summary>The host's hold on one running instance.</summary>
internal interface IPluginLink
{
    CallInvoker Invoker { get; }

    /// <summary>Completes with the reason when the instance has ended by itself; never for one that runs in this process.</summary>
    Task<LocalizedText> Gone { get; }

    /// <summary>The host's own questions that have not come back, also those that it waits for no more; 0 where they keep no thread of the host's.</summary>
    int Questions { get; }

    /// <summary>Random bytes for Describe to prove itself with; empty where nothing has to be proved.</summary>
    byte[] Challenge();

    /// <summary>Whether <paramref name="answer"/> proves that whoever answered the challenge is the instance that was started.</summary>
    bool IsProof(byte[] challenge, byte[] answer);

    /// <summary>Ends the calls, lets the instance finish and takes what is left of it away; true when it ended in time.</summary>
    Task<bool> StopAsync(TimeSpan grace);

    /// <summary>Ends it now, whatever it is doing, as far as that is possible where it runs.</summary>
    void Kill();
}
