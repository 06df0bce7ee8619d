using Forlop.Contracts.Plugin.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Conformance.Checks;

/// <summary>Calls that no generated client makes.</summary>
internal static class Probe
{
    /// <summary>A method of any name, with the emptiest of messages.</summary>
    public static Method<CheckRequest, CheckResponse> MethodOf(string service, string method) => new(
        MethodType.Unary,
        service,
        method,
        Marshallers.Create(request => request.ToByteArray(), CheckRequest.Parser.ParseFrom),
        Marshallers.Create(reply => reply.ToByteArray(), CheckResponse.Parser.ParseFrom));
}
