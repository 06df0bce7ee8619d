using System.Globalization;
using System.Security.Cryptography;

namespace Forlop.Host.Tests.Exchange;

/// <summary>
/// An archive, a fagsystem and an inbox, each a folder that outlives every process, with the people who work there; and what the program that
/// is killed told of documents and handles that it had acknowledged.
/// </summary>
internal sealed class Outside
{
    public const string Archive = "kinds-archive";
    public const string Fagsystem = "kinds-fagsystem";
    public const string Inbox = "kinds-inbox";
    public const string Unknown = "ukjent";
    public static readonly IReadOnlyList<string> Plugins = [Archive, Fagsystem, Inbox];

    private readonly string root;
    private readonly Dictionary<string, string> forms = [];

    /// <param name="root">Made, with the packages of the plugins, when it is not there yet.</param>
    public Outside(string root)
    {
        this.root = root;
        if (Directory.Exists(Packages))
        {
            return;
        }

        foreach (var plugin in Plugins)
        {
            Directory.CreateDirectory(FolderOf(plugin));
        }

        KindsSample.Make(Packages, Archive, "filing", "OwnArchive", FolderOf(Archive), "content");
        KindsSample.Make(Packages, Fagsystem, "fagsystem", "OwnCaseSystem", FolderOf(Fagsystem), "child_reference");
        KindsSample.Make(Packages, Inbox, "intake", "OwnInbox", FolderOf(Inbox));
    }

    public string Packages => Path.Combine(root, "packages");

    /// <summary>While it exists, nothing new is committed by the program itself.</summary>
    public bool IsQuiet
    {
        get => File.Exists(Path.Combine(root, "quiet"));
        set => (value ? (Action)(() => File.WriteAllText(Path.Combine(root, "quiet"), "")) : () => File.Delete(Path.Combine(root, "quiet")))();
    }

    /// <summary>Documents whose commit was answered.</summary>
    public Told Documents => new(Path.Combine(root, "documents"));

    /// <summary>Handles that were answered to stand for a pathway.</summary>
    public Told Handles => new(Path.Combine(root, "handles"));

    /// <summary>The handle in each form that was handed in, by the form's id.</summary>
    public IReadOnlyDictionary<string, string> Forms => forms;

    public string FolderOf(string plugin) => Path.Combine(root, plugin);

    public string? Read(string plugin, string name) => File.Exists(Path.Combine(FolderOf(plugin), name)) ? File.ReadAllText(Path.Combine(FolderOf(plugin), name)) : null;

    public IReadOnlyList<string> Names(string plugin, string ending) => [.. Directory.EnumerateFiles(FolderOf(plugin), $"*{ending}").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    public string HashOf(string filingId) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(FolderOf(Archive), $"{filingId}.document"))));

    /// <summary>Hands in forms, at most so many, and gives archive ids, until it is stopped.</summary>
    public async Task WorkAsync(int seed, int mostForms, CancellationToken stop)
    {
        var random = new Random(seed);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        for (var handedIn = 0; !stop.IsCancellationRequested; await pace.WaitForNextTickAsync(CancellationToken.None))
        {
            var handles = Handles.Read();
            if (handedIn < mostForms && handles.Count > 0)
            {
                HandIn(random.Next(5) == 0 ? Unknown : handles.Keys.ElementAt(random.Next(handles.Count)));
                handedIn++;
            }

            foreach (var id in Names(Archive, ".sha256").Where(id => Read(Archive, $"{id}.archived") is null && (mostForms == 0 || random.Next(3) == 0)))
            {
                File.WriteAllText(Path.Combine(FolderOf(Archive), $"{id}.archived"), $"2026/{id}");
            }
        }
    }

    // Whole or not at all: an inbox never offers half a form.
    private void HandIn(string handle)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"form-{forms.Count + 1}");
        forms[id] = handle;
        File.WriteAllText(Path.Combine(FolderOf(Inbox), id), $"{handle}\nnei\n{id}");
        File.Move(Path.Combine(FolderOf(Inbox), id), Path.Combine(FolderOf(Inbox), $"{id}.form"));
    }
}
