using System.Reflection;
using Forlop.Contracts.V1;

namespace Forlop.Contracts.Tests;

/// <summary>What a vendor takes in with our assemblies, seen in what was built and not in what was asked for.</summary>
public sealed class AssemblyTests
{
    // Parts of the shared framework, which every .NET program has anyhow.
    private static bool IsFramework(AssemblyName name) => name.Name is "netstandard" or "mscorlib" || name.Name!.StartsWith("System.", StringComparison.Ordinal);

    [Fact]
    public void The_messages_bring_protobuf_and_nothing_else() =>
        Assert.Equal(["Google.Protobuf"], typeof(Receipt).Assembly.GetReferencedAssemblies().Where(name => !IsFramework(name)).Select(name => name.Name));

    [Fact]
    public void What_host_and_plugin_share_brings_nothing_but_the_framework() =>
        Assert.Empty(Boundary().GetReferencedAssemblies().Where(name => !IsFramework(name)).Select(name => name.Name));

    [Fact]
    public void What_host_and_plugin_share_has_the_same_version_for_ever() => Assert.Equal(new Version(1, 0, 0, 0), Boundary().GetName().Version);

    [Fact]
    public void The_messages_hold_no_service_stub() =>
        Assert.DoesNotContain(typeof(Receipt).Assembly.GetTypes(), type => type.Name.EndsWith("ServiceBase", StringComparison.Ordinal));

    private static Assembly Boundary() => Assembly.Load("Forlop.Plugins.Boundary");
}
