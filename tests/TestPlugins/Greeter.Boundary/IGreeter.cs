using Greeter.Words;

namespace Greeter.Boundary;

public interface IGreeter
{
    Greeting Greet();
}
