namespace Forlop.Polyfills.Tests.Interop;

/// <summary>How a test learns whether what others wrote is there, and what it says where it is not.</summary>
internal static class Others
{
    public const string PythonProbe = "/usr/bin/python3 -c 'import grpc' && command -v protoc && test -x /usr/bin/grpc_python_plugin";
    public const string PythonNeeds = "python3-grpcio, protobuf-compiler and protobuf-compiler-grpc";
    public const string NodeProbe = "command -v node && test -d tests/clients/node/node_modules/@grpc/grpc-js";
    public const string NodeNeeds = "the Node client's packages: npm ci --prefix tests/clients/node";
}
