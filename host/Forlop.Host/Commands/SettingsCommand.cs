using System.CommandLine;
using Forlop.Contracts.V1;
using Forlop.Host.Settings;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Settings;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace Forlop.Host.Commands;

/// <summary><c>forlop settings</c>: whether files can be used, what they come to, and taking changed ones into use.</summary>
internal sealed class SettingsCommand
{
    private readonly Argument<string> path = new("FILE|FOLDER") { Description = "A file TENANT.yaml, or a folder of them." };
    private readonly Argument<string?> file = new("FILE") { Description = "A file TENANT.yaml; without it the defaults are shown.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> data = Cli.Data();

    public Command Build()
    {
        var check = new Command("check", "Says everything that is wrong, with file, line and column. Exit code 1 when something is.") { path };
        check.SetAction((result, _) => Cli.GuardAsync(() => Task.FromResult(Check(result.GetValue(path)!))));
        var show = new Command("show", "Prints the settings in full, with the defaults filled in, as a file could have them.") { file };
        show.SetAction((result, _) => Cli.GuardAsync(() => Task.FromResult(Show(result.GetValue(file)))));
        var reload = new Command("reload", "Has the running sidecar read its settings folder again.") { data };
        reload.SetAction((result, cancellation) => Cli.GuardAsync(() => ReloadAsync(Cli.Given(result.GetValue(data), "--data")!, cancellation)));
        return new Command("settings", "What a service decides for itself: see host/SETTINGS.md.") { check, show, reload };
    }

    private static int Check(string path)
    {
        var read = Read(path);
        if (read.Problems.Count > 0)
        {
            return Say(read.Problems);
        }

        foreach (var (tenant, settings) in read.Services.OrderBy(service => service.Key, StringComparer.Ordinal))
        {
            Cli.Terminal.WriteLine($"{tenant}: {Summary(settings)}");
        }

        if (read.Services.Count == 0)
        {
            Cli.Terminal.WriteLine($"There is no settings file in {path}: every service has the defaults.");
        }

        return 0;
    }

    private static int Show(string? file)
    {
        var read = file is null ? SettingsFolder.None : Read(file);
        if (read.Problems.Count > 0)
        {
            return Say(read.Problems);
        }

        foreach (var settings in read.Services.Values.DefaultIfEmpty(ServiceSettings.Default))
        {
            foreach (var line in SettingsText.Readable(settings).TrimEnd().Split('\n'))
            {
                Cli.Terminal.WriteLine(line);
            }
        }

        return 0;
    }

    private static async Task<int> ReloadAsync(string directory, CancellationToken cancellation)
    {
        using var connection = LocalConnection.ToRunning(directory, "dev-operator");
        var operations = new OperatorService.OperatorServiceClient(connection.As(new Actor { UserId = Environment.UserName.Replace(' ', '-'), Role = Role.Operator, Purpose = "settings" }));
        var answer = await operations.ReloadSettingsAsync(new ReloadSettingsRequest(), cancellationToken: cancellation);
        foreach (var change in answer.Changes)
        {
            Cli.Terminal.WriteLine($"{change.TenantId}: version {change.Version} is in use.");
        }

        if (answer.Problems.Count == 0 && answer.Changes.Count == 0)
        {
            Cli.Terminal.WriteLine("Nothing has changed.");
        }

        return answer.Problems.Count > 0 ? Say([.. answer.Problems, "The settings of before are in use."]) : 0;
    }

    private static SettingsFolder Read(string path) => (File.Exists(path), Directory.Exists(path)) switch
    {
        (true, _) => SettingsFolder.ReadFiles([path]),
        (_, true) => SettingsFolder.Read(path),
        _ => throw new ConfigurationException($"There is neither a file nor a folder {path}."),
    };

    private static int Say(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            Cli.Terminal.WriteLine(sentence);
        }

        return 1;
    }

    private static string Summary(ServiceSettings settings)
    {
        var limits = DeadlineSlot.All.Select(slot => (slot.Key, Rule: slot.Of(settings.Dates), Usual: slot.Of(DeadlineRules.Default))).ToList();
        var answers = settings.Dates.Answers.OrderBy(answer => answer.Key).Select(answer => $"answers.{SettingsCodes.Instance(answer.Key)} {Said(answer.Value)}");
        var area = settings.Area is { } served ? $"{SettingsCodes.Of(served.Kind)} {string.Join(", ", served.Kommunenummer)}{(served.District.Length > 0 ? $"/{served.District}" : "")}" : "serves everybody";
        string[] changed = [.. limits.Where(limit => limit.Rule != limit.Usual).Select(limit => $"{limit.Key} {Said(limit.Rule)}"), .. answers];
        return $"{area}; national: {Keys(DeadlineBasis.National)}; local: {Keys(DeadlineBasis.Local)}; not the default: {(changed.Length > 0 ? string.Join(", ", changed) : "none")}.";

        string Keys(DeadlineBasis basis) => string.Join(", ", limits.Where(limit => limit.Rule.Basis == basis).Select(limit => limit.Key).DefaultIfEmpty("none"));
    }

    private static string Said(DeadlineRule rule) => $"{rule.Amount} {SettingsCodes.Of(rule.Unit)}";
}
