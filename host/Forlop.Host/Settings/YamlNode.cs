namespace Forlop.Host.Settings;

/// <summary>A piece of a YAML file that knows where it stands.</summary>
internal abstract record YamlNode(int Line, int Column);

/// <param name="IsPlain">Written without quotes: only such can be a number or true or false.</param>
internal sealed record YamlScalar(int Line, int Column, string Value, bool IsPlain) : YamlNode(Line, Column);

internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column);

/// <summary>In the order written; a key that stands twice is there twice.</summary>
internal sealed record YamlGroup(int Line, int Column, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries) : YamlNode(Line, Column);

/// <summary>Already reported: whoever meets it says nothing more.</summary>
internal sealed record YamlBroken(int Line, int Column) : YamlNode(Line, Column);
