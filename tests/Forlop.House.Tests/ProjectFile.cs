using System.Xml.Linq;

namespace Forlop.House.Tests;

/// <summary>A project as it is written, without what MSBuild makes of it.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument xml;

    public ProjectFile(string path)
    {
        Path = path;
        Folder = path[..path.LastIndexOf('/')];
        xml = XDocument.Parse(House.Read(path));
    }

    public string Path { get; }

    public string Folder { get; }

    public bool IsProduct => !Folder.StartsWith("tests/", StringComparison.Ordinal);

    public bool IsStandIn => Folder.StartsWith("host/polyfills/", StringComparison.Ordinal);

    public IEnumerable<string> Packages => Items("PackageReference").Select(item => (string)item.Attribute("Include")!);

    /// <summary>Folders of the projects whose assemblies this one is compiled against.</summary>
    public IEnumerable<string> References => Items("ProjectReference").Where(item => !IsOrderOnly(item)).SelectMany(Targets);

    /// <summary>Folders of the projects that must only be built before this one, an asterisk included.</summary>
    public IEnumerable<string> BuiltBefore => Items("ProjectReference").Where(IsOrderOnly).SelectMany(Targets);

    private static bool IsOrderOnly(XElement reference) => string.Equals(
        (string?)reference.Attribute("ReferenceOutputAssembly") ?? (string?)reference.Element("ReferenceOutputAssembly"),
        "false",
        StringComparison.OrdinalIgnoreCase);

    private IEnumerable<XElement> Items(string name) => xml.Descendants(name).Where(item => item.Attribute("Include") is not null);

    private IEnumerable<string> Targets(XElement reference) =>
        ((string)reference.Attribute("Include")!).Replace('\\', '/').Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Target);

    // The root is written $(RepoRoot) or reached by dots; the result is a folder relative to it, an asterisk included.
    private string Target(string written)
    {
        var full = written.StartsWith("$(RepoRoot)", StringComparison.Ordinal)
            ? System.IO.Path.Combine(House.Root, written["$(RepoRoot)".Length..])
            : System.IO.Path.Combine(House.Root, Folder, written);
        var relative = System.IO.Path.GetRelativePath(House.Root, System.IO.Path.GetFullPath(full)).Replace('\\', '/');
        return relative[..relative.LastIndexOf('/')];
    }
}
