namespace Grpc.Core;

public abstract class ChannelCredentials
{
    private ChannelCredentials()
    {
    }

    public static ChannelCredentials Insecure { get; } = new Scheme();

    /// <summary>Which certificates are trusted and presented is the HTTP handler's matter.</summary>
    public static ChannelCredentials SecureSsl { get; } = new Scheme();

    private sealed class Scheme : ChannelCredentials;
}
