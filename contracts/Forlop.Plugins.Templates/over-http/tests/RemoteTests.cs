using System.Text.Json;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPluginAddon.Tests;

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
    [Theory]
    [InlineData("system")]
    [InlineData("httpx://system.example")]
    [InlineData("http://system.example")]
    public void An_address_that_is_none_or_not_safe_is_named_with_file_and_line(string address)
    {
        using var remote = new Remote();
        var file = new DataFile { Role = "address", Name = "address.txt", Content = ByteString.CopyFromUtf8(address) };

        var problem = Assert.Single(remote.Configure(new ConfigureRequest { Files = { file } }).Problems);

        Assert.Equal(("address.txt", 1), (problem.File, problem.Line));
    }

    [Fact]
    public async Task A_credential_goes_to_the_address_alone_and_no_redirect_is_followed()
    {
        using var elsewhere = new OtherSide((_, _) => (200, "1"));
        using var other = new OtherSide((_, _) => (302, "")) { Redirects = elsewhere.Address };
        using var remote = new Remote();
        var address = new DataFile { Role = "address", Name = "address.txt", Content = ByteString.CopyFromUtf8(other.Address) };
        var credential = new DataFile { Role = "credential", Name = "credential.txt", Content = ByteString.CopyFromUtf8("token-1\n") };
        Assert.Empty(remote.Configure(new ConfigureRequest { Files = { address, credential } }).Problems);

        Assert.Equal(CallStatus.FailedPrecondition, (await Assert.ThrowsAsync<PluginException>(() => remote.SendAsync(HttpMethod.Get, "", default(HttpContent), default))).Status);
        Assert.Equal(["Bearer token-1"], other.Credentials);
        Assert.Empty(elsewhere.Credentials);
    }

    [Fact]
    public void What_cannot_be_read_of_an_answer_is_no_fault_of_the_plugin()
    {
        Assert.Equal(CallStatus.Unavailable, Assert.Throws<PluginException>(() => Remote.Read<IntakeItem>("<html>")).Status);
        Assert.Equal(CallStatus.Unavailable, Assert.Throws<PluginException>(() => Remote.Read<IntakeItem>("{\"receivedTime\": 1}")).Status);
        Assert.Equal(CallStatus.Unavailable, Assert.Throws<PluginException>(() => Remote.Read("seven", long.Parse)).Status);
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
