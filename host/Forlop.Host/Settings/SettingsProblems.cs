using System.Globalization;
using System.Text.RegularExpressions;
using Forlop.Pathways.Rules;

namespace Forlop.Host.Settings;

/// <summary>What is wrong with a file, in the order found: each with its place, what stood there, and the cure.</summary>
internal sealed partial class SettingsProblems(string file)
{
    private readonly List<(int Line, int Column, string Sentence)> found = [];

    public bool None => found.Count == 0;

    public IEnumerable<string> Sentences => found.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)
        .Select(problem => string.Create(CultureInfo.InvariantCulture, $"{file}:{problem.Line}:{problem.Column}: {problem.Sentence}"));

    public void Add(YamlNode at, string sentence) => Add(at.Line, at.Column, sentence);

    public void Add(int line, int column, string sentence) => found.Add((line, column, sentence));

    /// <summary>
    /// What stood there, for a sentence. Keys, numbers, codes and dates are repeated; anything longer or with other letters, or
    /// that could be somebody's number, is only spoken of.
    /// </summary>
    public static string Shown(string text) =>
        text.Length == 0 ? "empty" : Repeatable().IsMatch(text) && !OpaqueText.LooksLikeNationalId(text) ? $"\"{text}\"" : "something that is not repeated here";

    /// <summary>" Did you mean …?" when one of them is close, otherwise nothing.</summary>
    public static string DidYouMean(string text, IEnumerable<string> known)
    {
        var written = Plain(text);
        var nearest = known.Select(candidate => (candidate, Distance: Distance(written, Plain(candidate)))).OrderBy(near => near.Distance).FirstOrDefault();
        return nearest.candidate is not null && nearest.Distance <= Math.Max(1, (nearest.candidate.Length + 1) / 3) ? $" Did you mean \"{nearest.candidate}\"?" : "";
    }

    private static string Plain(string text) => text.Replace('-', '_').ToUpperInvariant();

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.:+-]{1,40}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Repeatable();
}
