using System.Text.RegularExpressions;
using Forlop.Pathways.Settings;

namespace Forlop.Host.Settings;

/// <summary>A service's settings from a file, or from what the log holds. Strict: what is not understood is a problem, not a default.</summary>
internal static partial class SettingsReader
{
    // 18, 23 and 25 have all been the limit of ettervern.
    private const int LeastUpperAge = 18;
    private const int MostUpperAge = 25;

    private static readonly string[] Placeholders = ["pathway_id", "task_kind", "subject_id", "child_reference"];

    public static ServiceSettings Read(ReadOnlySpan<byte> file, SettingsProblems problems, bool stored = false)
    {
        if (YamlSource.Read(file, problems) is not { } group)
        {
            return ServiceSettings.Default;
        }

        var root = new SettingsSection(group, "", problems);
        var usual = ServiceSettings.Default;
        var settings = new ServiceSettings
        {
            Area = ServiceReader.Area(root),
            Dates = new TimeLimitReader(stored).Read(root),
            Order = root.OneOf("order", usual.Order, SettingsCodes.Orders),
            ChildsNo = root.OneOf("childs_no", usual.ChildsNo, SettingsCodes.ChildsNos),
            LeaderDecidesNotStart = root.Flag("leader_decides_not_start", usual.LeaderDecidesNotStart),
            AssumesReceipt = root.Flag("assumes_receipt", usual.AssumesReceipt),
            UpperAge = root.Number("upper_age", LeastUpperAge, MostUpperAge, usual.UpperAge, "years"),
            TaskLink = TaskLink(root),
            LocalNames = ServiceReader.LocalNames(root),
            Agreements = ServiceReader.Agreements(root),
            Institutions = ServiceReader.Institutions(root),
        };
        root.Close();
        return settings;
    }

    // The template is never repeated: it can hold more than one means to show.
    private static string? TaskLink(SettingsSection root)
    {
        const string Cure = "Write an address that begins with https:// or http://, without user name and password.";
        if (root.Text("task_link", required: false, _ => true, Cure) is not { Length: > 0 } link)
        {
            return null;
        }

        var at = root.At("task_link");
        foreach (Match placeholder in Placeholder().Matches(link))
        {
            var name = placeholder.Groups["name"].Value;
            if (!Placeholders.Contains(name, StringComparer.Ordinal))
            {
                root.Problems.Add(at, $"task_link has the placeholder {SettingsProblems.Shown(name)}. Known are {string.Join(", ", Placeholders)}, each in braces.{SettingsProblems.DidYouMean(name, Placeholders)}");
            }
        }

        var filled = Placeholder().Replace(link, "x");
        if (filled.AsSpan().IndexOfAny('{', '}') >= 0)
        {
            root.Problems.Add(at, "task_link has a brace without its other half. Write placeholders as {pathway_id}.");
        }
        else if (!Uri.TryCreate(filled, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || address.UserInfo.Length > 0 || link.Any(char.IsWhiteSpace))
        {
            root.Problems.Add(at, $"task_link is no address that a browser opens. {Cure}");
        }

        return link;
    }

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
