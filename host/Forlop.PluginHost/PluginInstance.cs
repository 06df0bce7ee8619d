using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Boundary;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.PluginHost;

/// <summary>One endpoint, for one tenant, once it has shaken hands and taken its data.</summary>
internal sealed class PluginInstance
{
    private readonly PluginHostOptions options;
    private readonly EndpointLease lease;

    private PluginInstance(PluginHostOptions options, IPluginEndpoint endpoint)
    {
        this.options = options;
        lease = new EndpointLease(endpoint, options.CallsInHand);
    }

    /// <summary>PL-3, PL-4: who it says it is, before anything else.</summary>
    public static async Task<PluginInstance> ShakeHandsAsync(Sandbox sandbox, PluginManifest manifest, PluginHostOptions options)
    {
        // A constructor may hang as well as a call.
        var instance = await Task.Run(() => new PluginInstance(options, sandbox.Create())).WaitAsync(options.StartPatience, options.Clock);
        try
        {
            await instance.CheckIdentityAsync(manifest);
            return instance;
        }
        catch (Exception)
        {
            await instance.StopAsync();
            throw;
        }
    }

    /// <summary>PL-5: the tenant and the files, each of which the plugin may refuse with file and line.</summary>
    public async Task<PluginClient> ConfigureAsync(StagedPlugin plugin, string tenant)
    {
        var manifest = plugin.Manifest;
        var request = new ConfigureRequest { TenantId = tenant };
        if (manifest.Data.Count > 0)
            request.Files.Add(File(plugin, "manifest", ManifestReader.FileName));
        request.Files.Add(manifest.Data.OrderBy(data => data.Key, StringComparer.Ordinal).Select(data => File(plugin, data.Key, data.Value)));
        var answer = await AskAsync("Configure", client => client.ConfigureAsync(request));
        if (answer.Problems.Count > 0)
            throw new LeftOutException(Sentences.Wrong([.. answer.Problems.Select(problem => (problem.Line > 0 ? $"{problem.File}:{problem.Line}" : problem.File, problem.Message ?? new()))]));

        var patience = manifest.Kinds.Contains(PluginKinds.Routing) ? options.CallPatience : options.WorkPatience;
        var guard = new CallGuard(manifest.Id, plugin.Granted, patience, options.Clock);
        return PluginClient.Of(manifest, Invoker.Intercept(guard));
    }

    public Task<bool> StopAsync() => lease.StopAsync(options.StartPatience, options.Clock);

    private EndpointCallInvoker Invoker => new(lease, options.Clock);

    private async Task CheckIdentityAsync(PluginManifest manifest)
    {
        var (major, _, minor) = ManifestReader.HostContract;
        var self = await AskAsync("Describe", client => client.DescribeAsync(new DescribeRequest
        {
            HostContract = new ContractVersion { Major = major, Minor = minor },
            HostVersion = options.HostVersion,
        }));
        Same("id", manifest.Id, self.PluginId);
        Same("version", manifest.Version, self.PluginVersion);
        Same("kinds", string.Join(", ", manifest.Kinds), string.Join(", ", self.Kinds));
        var min = self.ContractMin ?? new();
        var max = self.ContractMax ?? new();
        ManifestReader.Negotiate((min.Major, min.Minor), (max.Major, max.Minor));
    }

    private async Task<TResponse> AskAsync<TResponse>(string name, Func<PluginLifecycleService.PluginLifecycleServiceClient, AsyncUnaryCall<TResponse>> ask)
    {
        var guarded = Invoker.Intercept(new CallGuard("", new HashSet<string>(), options.StartPatience, options.Clock));
        try
        {
            return await ask(new PluginLifecycleService.PluginLifecycleServiceClient(guarded));
        }
        catch (RpcException e)
        {
            throw new LeftOutException(Sentences.NoAnswer(name, e.StatusCode.ToString()));
        }
    }

    private static DataFile File(StagedPlugin plugin, string role, string name) =>
        new() { Role = role, Name = name, Content = ByteString.CopyFrom(plugin.Read(name)) };

    private static void Same(string what, string manifest, string plugin)
    {
        if (manifest != plugin)
            throw new LeftOutException(Sentences.SaysOtherwise(what, manifest, plugin));
    }
}
