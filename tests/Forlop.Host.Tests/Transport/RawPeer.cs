using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Forlop.Host.Tests.Transport;

internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
}

internal sealed record Frame(FrameType Type, byte Flags, int Stream, byte[] Payload);

/// <summary>One HTTP/2 connection by hand: it says what it is told, answers nothing by itself, and shows every frame that comes.</summary>
internal sealed class RawPeer : IDisposable
{
    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient connection = new();
    private NetworkStream stream = null!;

    public static async Task<RawPeer> ConnectAsync(Uri address)
    {
        var peer = new RawPeer();
        await peer.connection.ConnectAsync(address.Host, address.Port);
        peer.stream = peer.connection.GetStream();
        return peer;
    }

    public async Task<RawPeer> GreetAsync()
    {
        await SayAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await SendAsync(FrameType.Settings, 0, 0, []);
        return this;
    }

    public async Task SayAsync(byte[] bytes) => await stream.WriteAsync(bytes);

    public async Task SendAsync(FrameType type, byte flags, int streamId, byte[] payload)
    {
        var header = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        (header[3], header[4]) = ((byte)type, flags);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(5), streamId);
        await SayAsync([.. header, .. payload]);
    }

    /// <summary>A call's headers, spelled out: no Huffman, no index.</summary>
    public Task CallAsync(int streamId, string path, params (string Name, string Value)[] metadata)
    {
        (string, string)[] headers =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"), .. metadata,
        ];
        return SendAsync(FrameType.Headers, EndHeaders, streamId, [.. headers.SelectMany(header => (byte[])[0, .. Literal(header.Item1), .. Literal(header.Item2)])]);
    }

    /// <summary>The next frame; null when the other side has ended the connection.</summary>
    public async Task<Frame?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var header = new byte[9];
            await stream.ReadExactlyAsync(header, patience.Token);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
            await stream.ReadExactlyAsync(payload, patience.Token);
            return new Frame((FrameType)header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next frame of a type, past all others; null when the connection ended before it came.</summary>
    public async Task<Frame?> ReadAsync(FrameType type, Func<Frame, bool>? which = null)
    {
        while (await ReadAsync() is { } frame)
        {
            if (frame.Type == type && (which is null || which(frame)))
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>Everything until the other side ends the connection, as text.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            return Encoding.ASCII.GetString(all.ToArray());
        }

        return Encoding.ASCII.GetString(all.ToArray());
    }

    public void Dispose() => connection.Dispose();

    // A length of HPACK, with seven bits in the first byte and seven more in each that follows.
    private static byte[] Literal(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        List<byte> length = [];
        var rest = bytes.Length;
        if (rest < 127)
        {
            length.Add((byte)rest);
        }
        else
        {
            length.Add(127);
            for (rest -= 127; rest >= 128; rest /= 128)
            {
                length.Add((byte)(128 + (rest % 128)));
            }

            length.Add((byte)rest);
        }

        return [.. length, .. bytes];
    }
}
