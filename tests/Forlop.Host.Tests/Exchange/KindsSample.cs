using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Forlop.Host.Tests.Exchange;

/// <summary>kinds-sample as it was built, made into a package of one of its kinds.</summary>
internal static class KindsSample
{
    /// <param name="shipped">The folder that the package is made in.</param>
    /// <param name="kind">"filing", "fagsystem" or "intake".</param>
    /// <param name="outside">The folder that stands for the archive, the fagsystem or the inbox.</param>
    public static void Make(string shipped, string id, string kind, string type, string outside, params string[] fields)
    {
        var folder = Directory.CreateDirectory(Path.Combine(shipped, id)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "test-plugins", "kinds-sample"))))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var store = Path.GetFullPath(outside);
        File.WriteAllText(Path.Combine(folder, "settings.txt"), store);
        var path = Path.Combine(folder, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["id"] = id;
        manifest["kinds"] = new JsonArray(kind);
        manifest["tenants"] = new JsonArray("havnes");
        manifest["entry"]!["type"] = $"KindsSample.{type}";
        manifest["dataFields"] = new JsonArray([.. fields.Select(name => (JsonNode)name)]);
        manifest["data"] = new JsonObject { ["settings"] = "settings.txt" };
        manifest["files"]!["settings.txt"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(store)));
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
