using System.CommandLine;
using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Storage;
using Forlop.Storage.Sqlite;
using Grpc.Core;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace Forlop.Host.Commands;

/// <summary><c>forlop audit verify</c>: whether anything was changed afterwards.</summary>
internal sealed class AuditCommand
{
    private readonly Option<string> data = Cli.Data();
    private readonly Option<string?> key = Cli.Key();

    public Command Build()
    {
        var verify = new Command("verify", "Checks every row, the chain, the sealed heads, and the state against a replay. Exit code 1 when something is wrong.") { data, key };
        verify.SetAction((result, cancellation) => Cli.GuardAsync(() => VerifyAsync(Cli.Given(result.GetValue(data), "--data")!, Cli.Given(result.GetValue(key), "--key"), cancellation)));
        return new Command("audit", "Shows whether the log is whole.") { verify };
    }

    private static async Task<int> VerifyAsync(string directory, string? keyFile, CancellationToken cancellation)
    {
        if (!Directory.Exists(directory))
        {
            throw new ConfigurationException($"There is no data folder {directory}. Name it with --data.");
        }

        var found = await CheckAsync(directory, keyFile, cancellation);
        Cli.Terminal.WriteLine($"{found.Commits} commits, {found.Events} events, {found.AccessEntries} access entries, {found.SettingsEntries} versions of settings.");
        Cli.Terminal.WriteLine(found.SealedTime is null
            ? "No sealed head covers them yet: only the chain itself protects what is there."
            : $"Sealed up to commit {found.SealedCommit}, {found.SealedTime.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC; {found.Commits - found.SealedCommit} commits since are protected by the chain alone.");
        foreach (var finding in found.Findings)
        {
            Cli.Terminal.WriteLine(finding);
        }

        Cli.Terminal.WriteLine(found.Whole ? "The log is whole." : $"The log is NOT whole: {found.Findings.Count} findings.");
        return found.Whole ? 0 : 1;
    }

    // The file is opened only when no sidecar has it; a running one is asked.
    private static async Task<VerifyLogResponse> CheckAsync(string directory, string? keyFile, CancellationToken cancellation)
    {
        try
        {
            await using var store = SqlitePathwayStore.Open(new SqliteStoreOptions { Directory = directory, KeyFile = keyFile, ForInspection = true });
            return await store.VerifyAsync(cancellation);
        }
        catch (StoreException locked) when (locked.ExitCode == 3)
        {
            using var connection = new LocalConnection(directory, "dev-operator");
            var audit = new AuditService.AuditServiceClient(connection.As(new Actor { UserId = Environment.UserName.Replace(' ', '-'), Role = Role.Operator, Purpose = "audit" }));
            return await audit.VerifyLogAsync(new VerifyLogRequest(), cancellationToken: cancellation);
        }
    }
}
