using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

[Flags]
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "The official enum has no zero value.")]
public enum WriteFlags
{
    /// <summary>More follows soon: the message may wait for it.</summary>
    BufferHint = 1,

    NoCompress = 2,
}
