using System.Text;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace RoutingOdd;

/// <summary>The four kinds of call, and the ways they can end.</summary>
public sealed class EchoPlugin : OddPlugin
{
    public EchoPlugin()
    {
        Serve("/odd.v1.Echo/Unary", LocalizedText.Parser, (request, call) =>
        {
            foreach (var (key, value) in call.Metadata)
                call.AddTrailer(key, value);
            return new ValueTask<LocalizedText>(request);
        });
        Serve("/odd.v1.Echo/Download", LocalizedText.Parser, Download);
        Serve("/odd.v1.Echo/Upload", LocalizedText.Parser, Upload);
        Serve("/odd.v1.Echo/Chat", LocalizedText.Parser, Chat);
        Serve("/odd.v1.Echo/Refuse", LocalizedText.Parser, Refuse);
    }

    private static ValueTask<LocalizedText> Refuse(LocalizedText request, PluginCall call)
    {
        call.AddTrailer("why-bin", new byte[] { 0, 255 });
        throw new PluginException(CallStatus.NotFound, "No such thing.");
    }

    private static async IAsyncEnumerable<LocalizedText> Download(IAsyncEnumerable<LocalizedText> requests, PluginCall call)
    {
        await foreach (var request in requests)
        {
            foreach (var letter in request.Nb)
                yield return new LocalizedText { Nb = letter.ToString() };
        }
    }

    private static async IAsyncEnumerable<LocalizedText> Upload(IAsyncEnumerable<LocalizedText> requests, PluginCall call)
    {
        var all = new StringBuilder();
        await foreach (var request in requests)
            all.Append(request.Nb);
        yield return new LocalizedText { Nb = all.ToString() };
    }

    private static async IAsyncEnumerable<LocalizedText> Chat(IAsyncEnumerable<LocalizedText> requests, PluginCall call)
    {
        await foreach (var request in requests)
            yield return new LocalizedText { Nb = request.Nb, Nn = "svar" };
    }
}
