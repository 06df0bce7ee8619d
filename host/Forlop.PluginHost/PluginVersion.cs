using Forlop.PluginHost.Supervision;

namespace Forlop.PluginHost;

/// <summary>One package as it was staged, with the program that runs it: its own, or its engine's.</summary>
internal sealed record PluginVersion(StagedPlugin Plugin, PluginCode Code, IPluginProgram Program, PluginHostOptions Options)
{
    public PluginManifest Manifest => Plugin.Manifest;

    /// <exception cref="LeftOutException">The code cannot run where it would have to.</exception>
    public static PluginVersion Of(StagedPlugin plugin, PluginCode code, PluginHostOptions options) => new(plugin, code, code.For(plugin.Manifest.Id), options);

    /// <summary>An instance that has shaken hands and taken its data.</summary>
    /// <exception cref="LeftOutException">It did not.</exception>
    public async Task<PluginInstance> StartAsync(string tenant)
    {
        var instance = await ShakeHandsAsync();
        try
        {
            await instance.ConfigureAsync(Plugin, tenant);
            return instance;
        }
        catch (Exception)
        {
            instance.Kill();
            throw;
        }
    }

    /// <summary>One that also says that it can do its work: all that can be asked of it before it does any.</summary>
    /// <exception cref="LeftOutException">It did not.</exception>
    public async Task<PluginInstance> StartTestedAsync(string tenant)
    {
        var instance = await StartAsync(tenant);
        try
        {
            await instance.CheckAsync(Options.StartPatience);
            return instance;
        }
        catch (Exception)
        {
            instance.Kill();
            throw;
        }
    }

    /// <summary>For an engine, which does its work through its packages alone.</summary>
    /// <exception cref="LeftOutException">It did not shake hands.</exception>
    public async Task ProveAsync() => await (await ShakeHandsAsync()).StopAsync();

    private Task<PluginInstance> ShakeHandsAsync() => PluginInstance.ShakeHandsAsync(Program, Code.Manifest, Options);
}
