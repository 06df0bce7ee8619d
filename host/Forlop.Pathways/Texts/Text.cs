using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Forlop.Contracts.V1;

namespace Forlop.Pathways.Texts;

/// <summary>Every sentence that a caseworker reads, in both written forms side by side in <c>texts.json</c>.</summary>
public static class Text
{
    private static readonly FrozenDictionary<string, LocalizedText> Sentences = Load();

    public static IEnumerable<string> Keys => Sentences.Keys;

    /// <summary>The sentence of that key. An unknown key is a bug, and a test asks for every key that the code names.</summary>
    public static LocalizedText Of(string key) => Sentences[key].Clone();

    /// <summary>The sentence with <c>{0}</c>, <c>{1}</c>… replaced; an argument may itself be in both forms.</summary>
    public static LocalizedText Of(string key, params ReadOnlySpan<LocalizedText> arguments)
    {
        object?[] nb = new object?[arguments.Length];
        object?[] nn = new object?[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            (nb[i], nn[i]) = (arguments[i].Nb, arguments[i].Nn);
        }

        var sentence = Sentences[key];
        return new LocalizedText
        {
            Nb = string.Format(CultureInfo.InvariantCulture, sentence.Nb, nb),
            Nn = string.Format(CultureInfo.InvariantCulture, sentence.Nn, nn),
        };
    }

    /// <summary>The same in both forms: a date, a number, an id.</summary>
    public static LocalizedText Same(string text) => new() { Nb = text, Nn = text };

    private static FrozenDictionary<string, LocalizedText> Load()
    {
        using var stream = typeof(Text).Assembly.GetManifestResourceStream("texts.json")
            ?? throw new InvalidOperationException("The assembly was built without its texts.");
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateObject().ToFrozenDictionary(
            entry => entry.Name,
            entry => new LocalizedText { Nb = entry.Value.GetProperty("nb").GetString(), Nn = entry.Value.GetProperty("nn").GetString() });
    }
}
