using System.Text.Json;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPlugin.Tests;

/// <summary>What holds of the other side, whatever the plugin asks it.</summary>
public sealed class RemoteTests
{
    [Fact]
    public void Its_address_is_one_that_the_manifest_asks_for()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "plugin.json")));
        var address = new Uri(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "address.txt")).Trim());

        Assert.Contains($"{address.Host}:{address.Port}", manifest.RootElement.GetProperty("network").EnumerateArray().Select(host => host.GetString()));
    }

    // PL-5
    [Fact]
    public void An_address_that_is_none_is_named_with_file_and_line()
    {
        using var remote = new Remote();
        var file = new DataFile { Role = "address", Name = "address.txt", Content = ByteString.CopyFromUtf8("system") };

        var problem = Assert.Single(remote.Configure(new ConfigureRequest { Files = { file } }).Problems);

        Assert.Equal(("address.txt", 1), (problem.File, problem.Line));
    }

    // CK-2
    [Fact]
    public async Task One_that_is_down_is_said_to_be_and_a_call_can_be_tried_again()
    {
        string address;
        using (var other = new OtherSide((_, _) => (200, "")))
            address = other.Address;
        using var remote = new Remote();
        var file = new DataFile { Role = "address", Name = "address.txt", Content = ByteString.CopyFromUtf8(address) };
        remote.Configure(new ConfigureRequest { Files = { file } });

        Assert.NotNull((await remote.CheckAsync(default)).Problem);
        Assert.Equal(CallStatus.Unavailable, (await Assert.ThrowsAsync<PluginException>(() => remote.SendAsync(HttpMethod.Get, "", default(HttpContent), default))).Status);
    }
}
