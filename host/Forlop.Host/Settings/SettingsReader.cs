using System.Text.RegularExpressions;
using Forlop.Pathways.Settings;

namespace Forlop.Host.Settings;

/// <summary>A service's settings from a file, or from what the log holds. Strict: what is not understood is a problem, not a default.</summary>
internal static partial class SettingsReader
{
    // Each has been the limit of ettervern; at others nobody would be asked.
    private static readonly int[] UpperAges = [18, 23, 25];

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
            UpperAge = UpperAge(root, usual.UpperAge, stored),
            TaskLink = TaskLink(root),
            LocalNames = ServiceReader.LocalNames(root),
            Agreements = ServiceReader.Agreements(root),
            Institutions = ServiceReader.Institutions(root),
        };
        root.Close();
        return settings;
    }

    private static int UpperAge(SettingsSection root, int usual, bool stored)
    {
        var age = root.Number("upper_age", UpperAges[0], UpperAges[^1], usual, "years");
        if (!stored && !UpperAges.Contains(age))
        {
            root.Wrong(root.At("upper_age"), "upper_age", $"Write {string.Join(" or ", UpperAges)}: at no other age is anybody asked.");
        }

        return age;
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
