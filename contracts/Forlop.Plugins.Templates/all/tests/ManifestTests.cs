using System.Reflection;
using System.Text.Json;
using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Boundary;

namespace MyPluginAddon.Tests;

/// <summary>plugin.json and the program say the same; a sidecar leaves out a plugin where they do not (PL-3, PL-4).</summary>
public sealed class ManifestTests
{
    [Fact]
    public async Task The_plugin_is_who_its_manifest_says()
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "plugin.json")));
        var manifest = json.RootElement;
        var entry = manifest.GetProperty("entry");
        var program = Assembly.Load(Path.GetFileNameWithoutExtension(entry.GetProperty("assembly").GetString()!));
        await using var plugin = (IPluginEndpoint)Activator.CreateInstance(program.GetType(entry.GetProperty("type").GetString()!, throwOnError: true)!)!;

        var self = await plugin.CallAsync("PluginLifecycleService/Describe", DescribeResponse.Parser, new DescribeRequest());

        Assert.Equal(manifest.GetProperty("id").GetString(), self.PluginId);
        Assert.Equal(manifest.GetProperty("version").GetString(), self.PluginVersion);
        Assert.Equal(manifest.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()), self.Kinds);
        Assert.Equal(manifest.GetProperty("contract").GetProperty("min").GetString(), $"{self.ContractMin.Major}.{self.ContractMin.Minor}");
        Assert.Equal(manifest.GetProperty("contract").GetProperty("max").GetString(), $"{self.ContractMax.Major}.{self.ContractMax.Minor}");
    }
}
