using Google.Protobuf;

namespace ConformanceBreaker;

/// <summary>One call on its way through the wall.</summary>
public sealed class BrokenCall(string name)
{
    /// <summary>The method, without its service.</summary>
    public string Name => name;

    /// <summary>The last message that came.</summary>
    public ReadOnlyMemory<byte> Request { get; set; }

    /// <summary>The first message that came.</summary>
    public ReadOnlyMemory<byte> Head { get; set; }

    /// <summary>What comes now does not reach the sound plugin, and the call ends.</summary>
    public bool EndsHere { get; set; }

    /// <summary>The same was done before.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>How often the same was asked, this time included.</summary>
    public int Times { get; set; }

    public T Read<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(parser);
        return parser.ParseFrom(Request.Span);
    }
}
