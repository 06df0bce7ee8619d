using Forlop.Plugins.Boundary;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPluginAddon.Tests;

/// <summary>What a sidecar does: it calls by the method's gRPC name, sends bytes, and gets bytes and a status back.</summary>
internal static class HostCall
{
    /// <summary>The one reply of a call.</summary>
    /// <exception cref="PluginException">The call ended with another status than OK.</exception>
    public static async Task<TResponse> CallAsync<TResponse>(this IPluginEndpoint plugin, string method, MessageParser<TResponse> parser, params IMessage[] requests)
        where TResponse : IMessage<TResponse> => (await plugin.AllAsync(method, parser, requests)).Single();

    /// <summary>All replies of a call that may give many.</summary>
    /// <exception cref="PluginException">The call ended with another status than OK.</exception>
    public static async Task<List<TResponse>> AllAsync<TResponse>(this IPluginEndpoint plugin, string method, MessageParser<TResponse> parser, params IMessage[] requests)
        where TResponse : IMessage<TResponse>
    {
        var frames = requests.Select(request => new ReadOnlyMemory<byte>(request.ToByteArray())).ToAsyncEnumerable();
        var replies = new List<TResponse>();
        var (status, said) = (CallStatus.Internal, "The plugin did not complete the call.");
        await foreach (var reply in plugin.CallAsync($"/forlop.plugin.v1.{method}", [], null, frames, (code, message, _) => (status, said) = ((CallStatus)code, message), default))
            replies.Add(parser.ParseFrom(reply.ToArray()));
        return status == CallStatus.Ok ? replies : throw new PluginException(status, said);
    }
}
