namespace Forlop.Host.Scenarios;

/// <summary>The settings files that a scenario's services are to have.</summary>
internal static class ScenarioSettings
{
    /// <summary>One file for each service that has settings, named for it; null when none has, and no folder is made.</summary>
    public static string? Write(Scenario scenario, string folder)
    {
        foreach (var (id, settings) in scenario.Tenants.Where(tenant => tenant.Settings is not null))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{id}.yaml"), settings!.ToYaml());
        }

        return Directory.Exists(folder) ? folder : null;
    }
}
