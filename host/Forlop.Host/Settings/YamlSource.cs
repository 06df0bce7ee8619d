using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Forlop.Host.Settings;

/// <summary>
/// Text to nodes, from the parser's events: the library's own tree stops at the first key that stands twice. Aliases, tags and
/// second documents are refused, which no settings need and which can make a small file large.
/// </summary>
internal sealed class YamlSource
{
    private const int Deepest = 8;
    private const string NoYaml = "This is no YAML. Look at indentation, colons, brackets and quotes, also in the line above.";

    private readonly Parser parser;
    private readonly SettingsProblems problems;

    private YamlSource(Parser parser, SettingsProblems problems) => (this.parser, this.problems) = (parser, problems);

    /// <summary>Null when nothing can be read at all. An empty file is an empty group: all defaults.</summary>
    public static YamlGroup? Read(ReadOnlySpan<byte> file, SettingsProblems problems)
    {
        Parser? reader = null;
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF');
            reader = new Parser(new StringReader(text));
            return new YamlSource(reader, problems).Document();
        }
        catch (DecoderFallbackException)
        {
            problems.Add(1, 1, "The file is not UTF-8. Save it again in that encoding.");
        }
        catch (YamlException fault)
        {
            problems.Add((int)fault.Start.Line, (int)fault.Start.Column, NoYaml);
        }
        catch (InvalidOperationException)
        {
            // The library's scanner stumbles over some of what is no YAML, such as a bracket that is never closed.
            problems.Add((int)(reader?.Current?.End.Line ?? 1), (int)(reader?.Current?.End.Column ?? 1), NoYaml);
        }

        return null;
    }

    private YamlGroup? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            return new YamlGroup(1, 1, []);
        }

        parser.Consume<DocumentStart>();
        var root = Node(depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.Current is DocumentStart second)
        {
            problems.Add((int)second.Start.Line, (int)second.Start.Column, "A second document begins here. Keep one, without \"---\" in between.");
        }

        if (root is YamlGroup group)
        {
            return group;
        }

        if (root is YamlScalar { IsPlain: true, Value: "" })
        {
            return new YamlGroup(1, 1, []);
        }

        if (root is not YamlBroken)
        {
            problems.Add(root, "The file is no group of keys. Begin with a key, such as \"order: meeting_first\".");
        }

        return null;
    }

    private YamlNode Node(int depth)
    {
        var (line, column) = ((int)parser.Current!.Start.Line, (int)parser.Current.Start.Column);
        if (parser.TryConsume<AnchorAlias>(out _))
        {
            problems.Add(line, column, "An alias (*) stands here. Write out what it stands for.");
            return new YamlBroken(line, column);
        }

        if (parser.Current is NodeEvent { Anchor.IsEmpty: false })
        {
            problems.Add(line, column, "An anchor (&) stands here. Leave it out.");
        }
        else if (parser.Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
        {
            problems.Add(line, column, "A tag (!) stands here. Leave it out.");
        }

        if (depth > Deepest)
        {
            problems.Add(line, column, "This lies deeper than any settings do. Look at the brackets.");
            parser.SkipThisAndNestedEvents();
            return new YamlBroken(line, column);
        }

        return parser.Current switch
        {
            MappingStart => Group(line, column, depth),
            SequenceStart => List(line, column, depth),
            _ => Scalar(line, column),
        };
    }

    private YamlScalar Scalar(int line, int column)
    {
        var scalar = parser.Consume<Scalar>();
        return new YamlScalar(line, column, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlList List(int line, int column, int depth)
    {
        parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return new YamlList(line, column, items);
    }

    private YamlGroup Group(int line, int column, int depth)
    {
        parser.Consume<MappingStart>();
        var entries = new List<(YamlScalar, YamlNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is YamlScalar name)
            {
                entries.Add((name, value));
            }
            else if (key is not YamlBroken)
            {
                problems.Add(key, "A key has to be one word.");
            }
        }

        return new YamlGroup(line, column, entries);
    }
}
