using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;

namespace KindsSample;

/// <summary>What stands outside the plugin and outlives it: a folder, which the settings name.</summary>
internal sealed record Store(string Folder)
{
    public static ConfigureResponse Open(ConfigureRequest request, out Store store)
    {
        var settings = request.Files.Single(file => file.Role == "settings");
        store = new(settings.Content.ToStringUtf8());
        return Path.IsPathFullyQualified(store.Folder) ? new ConfigureResponse() : new ConfigureResponse
        {
            Problems = { new Problem { File = settings.Name, Line = 1, Message = new LocalizedText { Nb = "Filen må være hele stien til en mappe.", Nn = "Fila må vere heile stien til ei mappe." } } },
        };
    }

    public CheckResponse Check() => Directory.Exists(Folder)
        ? new CheckResponse()
        : new CheckResponse { Problem = new LocalizedText { Nb = "Mappen finnes ikke. Den som drifter arkivet, lager den.", Nn = "Mappa finst ikkje. Den som driftar arkivet, lagar ho." } };

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Null when there is none, or none any more.</summary>
    public string? Read(string name)
    {
        try
        {
            return File.ReadAllText(PathOf(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>An outage that somebody planted: NAME.refuse holds the status that every call about NAME gets.</summary>
    public void ThrowIfRefused(string name)
    {
        if (Read($"{name}.refuse") is { } status)
            throw new PluginException(System.Enum.Parse<CallStatus>(status), "Somebody planted this.");
    }

    /// <summary>Whole or not at all.</summary>
    public void Write(string name, string text)
    {
        File.WriteAllText(PathOf($"{name}.new"), text);
        File.Move(PathOf($"{name}.new"), PathOf(name), overwrite: true);
    }
}
