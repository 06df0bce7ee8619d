using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Forlop.PluginHost;

namespace Forlop.Conformance.Tests;

/// <summary>conformance-breaker as one of its kinds, told which rule to break, with a folder that stands for what is outside it.</summary>
internal sealed class BreakerFolders : IDisposable
{
    private readonly Folders folders = new();

    public BreakerFolders(string breaks)
    {
        var (kind, type) = breaks[..2] switch
        {
            "FI" => ("filing", "BreakingArchive"),
            "CS" => ("fagsystem", "BreakingCaseSystem"),
            "IN" => ("intake", "BreakingInbox"),
            _ => ("routing", "BreakingRouting"),
        };
        var store = Store = Directory.CreateDirectory(System.IO.Path.Combine(folders.Root, "store")).FullName;
        File.WriteAllText(System.IO.Path.Combine(store, "b-17.child"), """{"birthOn":"2018-05-03"}""");
        File.WriteAllText(System.IO.Path.Combine(store, "a.form"), "H-1\nnei\n");
        File.WriteAllText(System.IO.Path.Combine(store, "b.form"), "H-2\nja\n");
        Path = folders.Add("conformance-breaker");
        var data = new Dictionary<string, (string File, string Text)> { ["breaks"] = ("breaks.txt", breaks) };
        if (kind != "routing")
            data["settings"] = ("settings.txt", store);
        foreach (var (file, text) in data.Values)
            File.WriteAllText(System.IO.Path.Combine(Path, file), text);
        Folders.Edit(Path, manifest =>
        {
            manifest["kinds"] = new JsonArray(kind);
            manifest["entry"]!["type"] = $"ConformanceBreaker.{type}";
            manifest["dataFields"] = new JsonArray([.. ContractFields.OfKind(kind).Where(name => kind != "routing" || name == "age_years" || breaks.StartsWith("RO-1 ", StringComparison.Ordinal)).Select(name => (JsonNode)name)]);
            manifest["data"] = new JsonObject([.. data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.File))]);
            foreach (var (file, text) in data.Values)
                manifest["files"]![file] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        });
    }

    public string Path { get; }

    /// <summary>The archive, fagsystem or inbox.</summary>
    public string Store { get; }

    public void Dispose() => folders.Dispose();
}
