using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Forlop.PluginHost.Tests;

/// <summary>kinds-sample as one of its kinds, with a folder that stands for the archive, fagsystem or inbox and outlives the host.</summary>
internal sealed class KindFolders : IDisposable
{
    private readonly Folders folders = new();

    public KindFolders(string kind, string type)
    {
        Directory.CreateDirectory(Store);
        var folder = folders.Add("kinds-sample");
        File.WriteAllText(Path.Combine(folder, "settings.txt"), Store);
        Folders.Edit(folder, manifest =>
        {
            manifest["kinds"] = new JsonArray(kind);
            manifest["entry"]!["type"] = $"KindsSample.{type}";
            manifest["dataFields"] = new JsonArray([.. ContractFields.OfKind(kind).Select(name => (JsonNode)name)]);
            manifest["data"] = new JsonObject { ["settings"] = "settings.txt" };
            manifest["files"]!["settings.txt"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Store)));
        });
    }

    public string Store => Path.Combine(folders.Root, "store");

    public string Package => Path.Combine(folders.Shipped, "kinds-sample");

    public string this[string name] => Path.Combine(Store, name);

    public IEnumerable<string> Held => Directory.EnumerateFiles(Store).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    public void Edit(Action<JsonObject> edit) => Folders.Edit(Package, edit);

    public Task<PluginHouse> OpenAsync() => folders.OpenAsync();

    public void Dispose() => folders.Dispose();
}
