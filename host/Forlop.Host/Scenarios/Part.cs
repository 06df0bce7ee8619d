using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Forlop.Host.Scenarios;

/// <summary>A place in a scenario file and what stands there, so that whatever is said about it can name file and line.</summary>
internal sealed class Part
{
    private readonly string file;
    private readonly YamlNode node;

    private Part(string file, YamlNode node) => (this.file, this.node) = (file, node);

    public string Place => $"{file}:{node.Start.Line}";

    public bool IsText => node is YamlScalarNode;

    public bool IsList => node is YamlSequenceNode;

    /// <summary>A list or a group with nothing in it, or no value at all.</summary>
    public bool IsEmpty => node is YamlSequenceNode { Children.Count: 0 } or YamlMappingNode { Children.Count: 0 } or YamlScalarNode { Value: null or "" };

    /// <summary>The one value that stands here.</summary>
    public string Text => node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Fault("One value is expected here, not a list or a group. Write it on the line of its name.");

    public IReadOnlyList<Part> List => node is YamlSequenceNode list ? [.. list.Children.Select(At)] : throw Fault("A list is expected here. Begin each of its lines with \"- \".");

    public IReadOnlyList<Member> Members => node is YamlMappingNode group
        ? [.. group.Children.Select(pair => new Member(At(pair.Key), At(pair.Value)))]
        : throw Fault("A group is expected here: lines of the form \"name: value\", one level further in.");

    /// <summary>Every value here and further in.</summary>
    public IEnumerable<Part> Texts => node switch
    {
        YamlSequenceNode list => list.Children.SelectMany(child => At(child).Texts),
        YamlMappingNode group => group.Children.SelectMany(pair => At(pair.Key).Texts.Concat(At(pair.Value).Texts)),
        _ => [this],
    };

    public static Part Load(string path)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path))));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }]
                ? new Part(path, root)
                : throw new ConfigurationException($"{path}:1: This is no scenario: it is empty, several documents, or no group. Begin with \"scenario: a title\".");
        }
        catch (YamlException fault)
        {
            throw new ConfigurationException($"{path}:{fault.Start.Line}: The line is not valid YAML: {fault.Message.TrimEnd('.').Replace("  ", " ", StringComparison.Ordinal)}. Look at indents, colons and quotes, also of the line above; inside [ ] and {{ }} a value such as \"${{name}}\" and a path such as \"list[e1].state\" need their quotes.", fault);
        }
        catch (DecoderFallbackException fault)
        {
            throw new ConfigurationException($"{path}:1: The file is not UTF-8. Save it again in that encoding.", fault);
        }
    }

    public ConfigurationException Fault(string sentence, Exception? inner = null) => new($"{Place}: {sentence}", inner);

    public Part? Find(string name) => Members.FirstOrDefault(member => member.Key.Text == name)?.Value;

    /// <summary>Refuses what nobody would read: a misspelt expectation that was passed over could never fail.</summary>
    public Part Only(params string[] known)
    {
        foreach (var key in Members.Select(member => member.Key).Where(key => !known.Contains(key.Text)))
        {
            throw key.Fault($"\"{key.Text}\" is unknown here. Mend or remove it; here may stand: {string.Join(", ", known)}.");
        }

        return this;
    }

    /// <summary>The group that stands here, as YAML of its own.</summary>
    public string ToYaml()
    {
        using var writer = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private Part At(YamlNode other) => new(file, other);
}

/// <summary>A line <c>name: value</c>.</summary>
internal sealed record Member(Part Key, Part Value);
