namespace Forlop.Polyfills.Tests.Stateless;

public enum State
{
    A,
    B,
    C,
    D,
}

public enum Trigger
{
    X,
    Y,
    Z,
}
