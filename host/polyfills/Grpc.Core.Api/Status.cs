using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Grpc.Core;

[StructLayout(LayoutKind.Auto)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "The official struct has neither.")]
public struct Status
{
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    public readonly StatusCode StatusCode { get; }

    public readonly string Detail { get; }

    /// <summary>Never travels: for logs and debuggers of the side that made it.</summary>
    public readonly Exception? DebugException { get; }

    public override readonly string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
