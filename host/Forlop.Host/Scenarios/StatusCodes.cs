using System.Text.RegularExpressions;
using Grpc.Core;

namespace Forlop.Host.Scenarios;

/// <summary>gRPC codes as the contract's comments write them: <c>FAILED_PRECONDITION</c>.</summary>
internal static partial class StatusCodes
{
    public static string Choices => string.Join(", ", Enum.GetValues<StatusCode>().Select(NameOf));

    public static StatusCode? Find(string name) => Enum.GetValues<StatusCode>().Where(code => NameOf(code) == name).Select(code => (StatusCode?)code).FirstOrDefault();

    public static string NameOf(StatusCode code) => code == StatusCode.OK ? "OK" : WordStart().Replace(code.ToString(), "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
