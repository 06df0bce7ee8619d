using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.PluginHost.Supervision;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Forlop.PluginHost;

/// <summary>One running plugin, for one tenant, once it has shaken hands and taken its data.</summary>
internal sealed class PluginInstance
{
    private readonly PluginHostOptions options;
    private readonly IPluginLink link;

    private PluginInstance(PluginHostOptions options, IPluginLink link) => (this.options, this.link, Invoker) = (options, link, link.Invoker);

    /// <summary>What the host's clients call through. Guarded once the plugin is configured.</summary>
    public CallInvoker Invoker { get; private set; }

    /// <summary>Completes with the reason when it has ended by itself.</summary>
    public Task<LocalizedText> Gone => link.Gone;

    /// <summary>As <see cref="IPluginLink.Questions"/>.</summary>
    public int Questions => link.Questions;

    /// <summary>PL-3, PL-4, PL-15: who it says it is, before anything else.</summary>
    public static async Task<PluginInstance> ShakeHandsAsync(IPluginProgram program, PluginManifest manifest, PluginHostOptions options)
    {
        var instance = new PluginInstance(options, await program.StartAsync());
        try
        {
            await instance.CheckIdentityAsync(manifest);
            return instance;
        }
        catch (Exception)
        {
            instance.Kill();
            throw;
        }
    }

    /// <summary>PL-5: the tenant and the files, each of which the plugin may refuse with file and line.</summary>
    public async Task ConfigureAsync(StagedPlugin plugin, string tenant)
    {
        var manifest = plugin.Manifest;
        var request = SettingsOf(plugin, tenant);
        var answer = await AskAsync("Configure", options.StartPatience, client => client.ConfigureAsync(request));
        if (answer.Problems.Count > 0)
            throw new LeftOutException(Sentences.Wrong([.. answer.Problems.Select(problem => (problem.Line > 0 ? $"{problem.File}:{problem.Line}" : problem.File, problem.Message ?? new()))]));

        Invoker = link.Invoker.Intercept(new CallGuard(manifest.Id, plugin.Granted, options.PatienceWith(manifest), options.Clock));
    }

    /// <summary>What <c>Configure</c> hands over: the files that the package names as data, and the manifest with them.</summary>
    public static ConfigureRequest SettingsOf(StagedPlugin plugin, string tenant)
    {
        var data = plugin.Manifest.Data;
        var request = new ConfigureRequest { TenantId = tenant };
        if (data.Count > 0)
            request.Files.Add(File(plugin, "manifest", ManifestReader.FileName));
        request.Files.Add(data.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => File(plugin, entry.Key, entry.Value)));
        return request;
    }

    /// <summary>CK-1, CK-2: whether it can do its work, and what that depends on. One that knows nothing of its health is held to be well.</summary>
    /// <exception cref="LeftOutException">It says why it cannot, or nothing.</exception>
    public async Task CheckAsync(TimeSpan patience)
    {
        var answer = await AskAsync("Check", patience, client => client.CheckAsync(new CheckRequest()), ifUnknown: new CheckResponse());
        if (answer.Problem is { } problem)
            throw new LeftOutException(problem);
    }

    /// <summary>False when it does not say who it is within <paramref name="patience"/>: it hangs, or somebody else answers.</summary>
    public async Task<bool> AnswersAsync(TimeSpan patience)
    {
        try
        {
            await DescribeAsync(patience);
            return true;
        }
        catch (LeftOutException)
        {
            return false;
        }
    }

    public Task<bool> StopAsync() => link.StopAsync(options.StartPatience);

    public void Kill() => link.Kill();

    private async Task CheckIdentityAsync(PluginManifest manifest)
    {
        var self = await DescribeAsync(options.StartPatience);
        Same("id", manifest.Id, self.PluginId);
        Same("version", manifest.Version, self.PluginVersion);
        Same("kinds", string.Join(", ", manifest.Kinds), string.Join(", ", self.Kinds));
        var min = self.ContractMin ?? new();
        var max = self.ContractMax ?? new();
        ManifestReader.Negotiate((min.Major, min.Minor), (max.Major, max.Minor));
    }

    private async Task<DescribeResponse> DescribeAsync(TimeSpan patience)
    {
        var (major, _, minor) = ManifestReader.HostContract;
        var challenge = link.Challenge();
        var self = await AskAsync("Describe", patience, client => client.DescribeAsync(new DescribeRequest
        {
            HostContract = new ContractVersion { Major = major, Minor = minor },
            HostVersion = options.HostVersion,
            Nonce = ByteString.CopyFrom(challenge),
        }));
        return link.IsProof(challenge, self.NonceMac.ToByteArray()) ? self : throw new LeftOutException(Sentences.NotProved);
    }

    private async Task<TResponse> AskAsync<TResponse>(string name, TimeSpan patience, Func<PluginLifecycleService.PluginLifecycleServiceClient, AsyncUnaryCall<TResponse>> ask, TResponse? ifUnknown = null)
        where TResponse : class
    {
        var guarded = link.Invoker.Intercept(new CallGuard("", new HashSet<string>(), patience, options.Clock));
        try
        {
            return await ask(new PluginLifecycleService.PluginLifecycleServiceClient(guarded));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented && ifUnknown is not null)
        {
            return ifUnknown;
        }
        catch (RpcException e)
        {
            // That it ended says more than that it did not answer, and is known a moment later.
            throw new LeftOutException(link.Gone.IsCompleted ? await link.Gone : Sentences.NoAnswer(name, e.StatusCode.ToString()))
            {
                MayPass = e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded,
            };
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
