using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Conformance.Checks;

/// <summary>What is asked of every plugin, whatever its kind.</summary>
internal sealed class LifecycleChecks(Specimen specimen, Findings findings)
{
    // No text, no YAML, no JSON, and not even UTF-8.
    private static readonly ByteString Garbage = ByteString.CopyFrom([0xff, 0xfe, 0xfd, .. "\n{ [ : \" <"u8]);

    private bool hasCheck = true;

    /// <summary>False when a host would leave the plugin out, and nothing more can be asked.</summary>
    public async Task<bool> ShakeHandsAsync(RunningSpecimen instance)
    {
        var agreed = await DescribeAsync(instance) && await DescribeAsync(instance);
        if (!agreed && findings.Stopped is null)
            findings.Stop("A host leaves out a plugin whose handshake fails, and asks it nothing more.");
        return agreed;
    }

    /// <summary>False when it did not take its own files.</summary>
    /// <exception cref="CannotExamineException">Its files are wrong, as it says itself.</exception>
    public async Task<bool> ConfigureAsync(RunningSpecimen instance)
    {
        var answer = await Answered.OfAsync(() => instance.Lifecycle.ConfigureAsync(PluginInstance.SettingsOf(specimen.Plugin, specimen.Tenant)));
        if (answer.Value is { Problems.Count: > 0 } wrong)
            throw new CannotExamineException($"The plugin does not take the files of its own package. Mend them first: {string.Join("; ", wrong.Problems.Select(problem => $"{problem.File}:{problem.Line}"))}.");
        // That it took files without a mistake says nothing of how it would take others.
        if (answer.IsOk)
            return true;
        findings.Expect("PL-5", false, $"Configure was sent the package's own files, and {answer.How}");
        findings.Stop("A host leaves out a plugin whose Configure fails, and asks it nothing more.");
        return false;
    }

    /// <summary>PL-5: each data file in turn as nothing that anybody could have meant.</summary>
    public async Task SpoilAsync(Func<Task<RunningSpecimen?>> start)
    {
        if (specimen.Plugin.Manifest.Data.Count == 0)
        {
            findings.Pass("PL-5", "The package has no data files that could be wrong.");
            return;
        }

        foreach (var role in specimen.Plugin.Manifest.Data.Keys.Order(StringComparer.Ordinal))
        {
            if (await start() is not { } instance)
                return;
            var settings = PluginInstance.SettingsOf(specimen.Plugin, specimen.Tenant);
            var spoilt = settings.Files.Single(file => file.Role == role);
            spoilt.Content = Garbage;
            var answer = await Answered.OfAsync(() => instance.Lifecycle.ConfigureAsync(settings));
            findings.Expect("PL-5", answer.IsOk, $"the file of the role '{role}' was replaced by bytes that are no UTF-8, and {answer.How}");
            if (answer.Value is { } told)
                findings.Expect("PL-5", told.Problems.Any(problem => problem.File == spoilt.Name && problem.Line >= 0 && IsInBoth(problem.Message)), $"the file of the role '{role}' was replaced by bytes that are no UTF-8, and no problem names it in bokmål and nynorsk");
            instance.Kill();
        }
    }

    public async Task AskUnknownAsync(RunningSpecimen instance)
    {
        foreach (var (service, method) in new[] { ("forlop.plugin.v1.PluginLifecycleService", "NoSuchMethod"), ("forlop.plugin.v1.NoSuchService", "Ask") })
        {
            var answer = await Answered.OfAsync(() => instance.Invoker.AsyncUnaryCall(Probe.MethodOf(service, method), null, new CallOptions(), new CheckRequest()));
            findings.Expect("PL-2", answer.Code == StatusCode.Unimplemented, $"a method that does not exist was called, and {answer.How}");
        }
    }

    /// <exception cref="CannotExamineException">It says itself that it cannot do its work.</exception>
    public async Task CheckAsync(RunningSpecimen instance)
    {
        var answer = await Answered.OfAsync(() => instance.Lifecycle.CheckAsync(new CheckRequest()));
        if (answer.Code == StatusCode.Unimplemented)
        {
            foreach (var must in new[] { "CK-1", "CK-2" })
                findings.Pass(must, "The plugin does not answer Check, and need not.");
            hasCheck = false;
            return;
        }

        if (!findings.Expect("CK-2", answer.IsOk, $"Check was called, and {answer.How}") || answer.Value?.Problem is not { } problem)
            return;
        if (findings.Expect("CK-2", IsInBoth(problem), "Check tells a problem, and not in both bokmål and nynorsk"))
            throw new CannotExamineException($"The plugin says that it cannot do its work now; mend that first. {problem.Nb}{(specimen.Plugin.Manifest.Network.Count > 0 && !specimen.Options.IsTestSystem ? " (It asks for the network, and has none here without --test-system.)" : "")}");
    }

    public async Task CheckBetweenLooksAsync(RunningSpecimen instance, IKindChecks kind)
    {
        if (!hasCheck)
            return;
        var before = await kind.LookAsync(instance);
        for (var times = 0; times < 3; times++)
            await CheckAsync(instance);
        findings.Expect("CK-1", before.SequenceEqual(await kind.LookAsync(instance)), "after calls of Check the plugin answers otherwise than before");
    }

    public static bool IsInBoth(LocalizedText? text) => !string.IsNullOrWhiteSpace(text?.Nb) && !string.IsNullOrWhiteSpace(text.Nn);

    private async Task<bool> DescribeAsync(RunningSpecimen instance)
    {
        var (major, _, minor) = ManifestReader.HostContract;
        var challenge = instance.Challenge();
        var answer = await Answered.OfAsync(() => instance.Lifecycle.DescribeAsync(new DescribeRequest
        {
            HostContract = new ContractVersion { Major = major, Minor = minor },
            HostVersion = ConformanceKit.Version,
            Nonce = ByteString.CopyFrom(challenge),
        }));
        if (!findings.Expect("PL-3", answer.IsOk, $"Describe was called, and {answer.How}"))
            return false;
        var self = instance.Self = answer.Value!;
        var manifest = specimen.Identity;
        var isItself = findings.Expect("PL-3", self.PluginId == manifest.Id, "Describe answers another id than plugin.json has")
            & findings.Expect("PL-3", self.PluginVersion == manifest.Version, "Describe answers another version than plugin.json has")
            & findings.Expect("PL-3", self.Kinds.SequenceEqual(manifest.Kinds), "Describe answers another kind than plugin.json has");
        var range = (Min: self.ContractMin ?? new(), Max: self.ContractMax ?? new());
        var hasCommon = findings.Expect("PL-4", HasCommon(range.Min, range.Max), $"it speaks {range.Min.Major}.{range.Min.Minor} to {range.Max.Major}.{range.Max.Minor}, this kit {major}.{minor}");
        var isProved = challenge.Length == 0 || findings.Expect("PL-15", instance.IsProof(challenge, self.NonceMac.ToByteArray()), "the answer to a nonce is not its HMAC-SHA256 under the secret");
        return isItself && hasCommon && isProved;
    }

    private static bool HasCommon(ContractVersion min, ContractVersion max)
    {
        try
        {
            ManifestReader.Negotiate((min.Major, min.Minor), (max.Major, max.Minor));
            return true;
        }
        catch (LeftOutException)
        {
            return false;
        }
    }
}
