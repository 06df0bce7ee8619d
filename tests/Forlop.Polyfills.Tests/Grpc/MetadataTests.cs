using Forlop.Polyfills.Tests.Protos;
using Grpc.Core;

namespace Forlop.Polyfills.Tests.Grpc;

public sealed class MetadataTests
{
    private static readonly byte[] Bytes = [0, 255, 1, 2, 250];

    [Fact]
    public async Task Text_and_bytes_travel_both_ways()
    {
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = async (_, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "text", context.RequestHeaders.GetValue("text")! }, { "data-bin", context.RequestHeaders.GetValueBytes("data-bin")! } });
                context.ResponseTrailers.Add("grpc-status-details-bin", Bytes);
                context.ResponseTrailers.Add("twice", "1");
                context.ResponseTrailers.Add("twice", "2");
                return new EchoResponse();
            },
        });
        using var call = host.Client().UnaryAsync(new EchoRequest(), new Metadata { { "Text", "hei" }, { "data-bin", Bytes } });

        var headers = await call.ResponseHeadersAsync.Soon();
        await call.Soon();

        Assert.Equal("hei", headers.GetValue("text"));
        Assert.Equal(Bytes, headers.GetValueBytes("data-bin"));
        Assert.Equal(Bytes, call.GetTrailers().GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(["1", "2"], call.GetTrailers().GetAll("twice").Select(entry => entry.Value));
    }

    [Theory]
    [InlineData("AP8BAvo=")]
    [InlineData("AP8BAvo")]
    public async Task Binary_values_are_read_with_and_without_padding(string sent)
    {
        Assert.Equal([Convert.ToHexString(Bytes)], await ReceivedAsync(("data-bin", sent)));
    }

    [Fact]
    public async Task Binary_values_that_a_proxy_joined_are_taken_apart()
    {
        Assert.Equal(["01", "02FF", ""], await ReceivedAsync(("data-bin", "AQ==,Av8,")));
    }

    [Fact]
    public async Task Binary_values_that_are_not_base64_fail_the_call_that_reads_them()
    {
        await using var host = await GrpcHost.StartAsync(new Script { Unary = (_, context) => Task.FromResult(new EchoResponse { Text = $"{context.RequestHeaders.Count}" }) });

        var reply = await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: ("data-bin", "!!!"));

        Assert.Equal($"{(int)StatusCode.Internal}", reply.Status);
    }

    [Fact]
    public async Task Headers_of_the_protocol_are_no_metadata()
    {
        var seen = new List<string>();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) =>
            {
                seen.AddRange(context.RequestHeaders.Select(entry => entry.Key));
                return Task.FromResult(new EchoResponse());
            },
        });

        await host.Client().UnaryAsync(new EchoRequest(), new Metadata { { "mine", "1" } }, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1)).Soon();

        Assert.Equal(["mine", "user-agent"], seen.Order());
    }

    [Fact]
    public async Task A_header_name_that_grpc_does_not_know_is_passed_over()
    {
        Assert.Equal(["01"], await ReceivedAsync(("data-bin", "AQ"), ("od!d", "x")));
    }

    [Fact]
    public void A_key_says_whether_its_value_is_text_or_bytes()
    {
        Assert.Throws<ArgumentException>(() => new Metadata { { "data-bin", "text" } });
        Assert.Throws<ArgumentException>(() => new Metadata { { "data", Bytes } });
        Assert.Throws<ArgumentException>(() => new Metadata { { "blåbær", "x" } });
    }

    [Fact]
    public void Of_entries_with_one_key_the_last_is_the_value()
    {
        var metadata = new Metadata { { "Key", "1" }, { "key", "2" } };

        Assert.Equal("2", metadata.GetValue("KEY"));
    }

    [Fact]
    public void The_empty_metadata_stays_empty()
    {
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
    }

    private static async Task<List<string>> ReceivedAsync(params (string Name, string Value)[] headers)
    {
        var received = new List<string>();
        await using var host = await GrpcHost.StartAsync(new Script
        {
            Unary = (_, context) =>
            {
                received.AddRange(context.RequestHeaders.GetAll("data-bin").Select(entry => Convert.ToHexString(entry.ValueBytes)));
                return Task.FromResult(new EchoResponse());
            },
        });
        Assert.Equal("0", (await host.Raw().PostAsync(RawClient.Frame(new EchoRequest()), headers: headers)).Status);
        return received;
    }
}
