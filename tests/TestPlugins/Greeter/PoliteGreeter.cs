using Google.Protobuf;
using Greeter.Boundary;
using Greeter.Dictionary;
using Greeter.Words;

namespace Greeter;

public sealed class PoliteGreeter : IGreeter
{
    public Greeting Greet() => new(WordList.Version, typeof(ByteString));
}
