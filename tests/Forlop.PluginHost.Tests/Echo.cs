using Forlop.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.PluginHost.Tests;

/// <summary>The methods of routing-odd that no proto describes, as a generated client would call them.</summary>
internal static class Echo
{
    public static readonly Marshaller<LocalizedText> Text = Marshallers.Create(message => message.ToByteArray(), LocalizedText.Parser.ParseFrom);

    public static Method<LocalizedText, LocalizedText> Unary(string name) => Of(MethodType.Unary, name);

    public static Method<LocalizedText, LocalizedText> Of(MethodType type, string name) => new(type, "odd.v1.Echo", name, Text, Text);

    public static async Task<LocalizedText> CallAsync(this Method<LocalizedText, LocalizedText> method, PluginHouse house, LocalizedText request) =>
        await house.Invoker("routing-odd").AsyncUnaryCall(method, null, default, request);
}
