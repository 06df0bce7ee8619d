namespace Greeter.Words;

/// <param name="Dictionary">Version of the dictionary that the plugin found.</param>
/// <param name="Protobuf">Type from the plugin's Google.Protobuf.</param>
public sealed record Greeting(Version Dictionary, Type Protobuf);
