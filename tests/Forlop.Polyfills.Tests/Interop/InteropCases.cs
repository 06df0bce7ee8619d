namespace Forlop.Polyfills.Tests.Interop;

/// <summary>
/// The named cases of the public interop specification, in its order: the standard ones, its experimental ones, and those
/// which the clients of others have besides. Its cases for broken HTTP/2 stand elsewhere: they need no second library.
/// </summary>
internal static class InteropCases
{
    public static readonly string[] All =
    [
        "empty_unary",
        "cacheable_unary",
        "large_unary",
        "client_compressed_unary",
        "server_compressed_unary",
        "client_streaming",
        "client_compressed_streaming",
        "server_streaming",
        "server_compressed_streaming",
        "ping_pong",
        "empty_stream",
        "compute_engine_creds",
        "jwt_token_creds",
        "oauth2_auth_token",
        "per_rpc_creds",
        "google_default_credentials",
        "compute_engine_channel_credentials",
        "custom_metadata",
        "status_code_and_message",
        "special_status_message",
        "unimplemented_method",
        "unimplemented_service",
        "cancel_after_begin",
        "cancel_after_first_response",
        "timeout_on_sleeping_server",
        "concurrent_large_unary",
        "orca_per_rpc",
        "orca_oob",
        "rpc_soak",
        "channel_soak",
        "long_lived_channel",
        "max_concurrent_streams_connection_scaling",
        "pick_first_unary",
    ];

    /// <summary>What is out of reach for everybody on a machine of one's own.</summary>
    public static readonly string[] OmittedByAll =
    [
        "cacheable_unary",
        "compute_engine_creds",
        "jwt_token_creds",
        "google_default_credentials",
        "compute_engine_channel_credentials",
        "orca_per_rpc",
        "orca_oob",
    ];
}
