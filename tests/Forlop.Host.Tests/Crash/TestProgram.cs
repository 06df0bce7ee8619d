using System.Globalization;
using System.Runtime.InteropServices;
using Forlop.Host.Commands;
using Forlop.Host.Tests.Exchange;
using Forlop.Pathways.Dates;
using Forlop.Storage;
using Forlop.Storage.Sqlite;
using Microsoft.Extensions.Logging;
using NodaTime;
using Spectre.Console;

namespace Forlop.Host.Tests.Crash;

/// <summary>
/// The tests' own program: a sidecar with a fault in it, to show that the harness would see one. The product has no
/// switch for any of this.
/// </summary>
internal static class TestProgram
{
    /// <summary>Syncs the write-ahead log only when it is copied: fast, and a power cut takes what was acknowledged.</summary>
    public const string NormalSync = "normal-sync";

    /// <summary>Stores each receipt one transaction after its events.</summary>
    public const string ReceiptsApart = "receipts-apart";

    /// <summary>No fault: copies the write-ahead log into the database every few commits, so that a short run does it often.</summary>
    public const string OftenCopied = "often-copied";

    /// <summary>No fault: a release with one more step of the schema.</summary>
    public const string Migrating = "migrating";

    /// <summary>Fails one operation of the disk after the other; see <see cref="FaultSweep"/>.</summary>
    public const string Sweep = "sweep";

    /// <summary>No fault unless its last word names one; see <see cref="HandoverProgram"/>.</summary>
    public const string Handover = "handover";

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments[0] == Sweep)
        {
            return await FaultSweep.RunAsync(int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2..]);
        }

        if (arguments[0] == Handover)
        {
            return await HandoverProgram.RunAsync(arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
        }

        using var stop = new CancellationTokenSource();
        using var asked = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await using var sidecar = await Sidecar.StartAsync(Options(arguments[1], arguments[2], arguments[0]), logging => logging.SetMinimumLevel(LogLevel.None));
        Cli.Terminal.WriteLine("It listens on its socket.");
        await sidecar.WaitAsync(stop.Token);
        return sidecar.StoreFaulted.IsCompleted ? 6 : 0;
    }

    /// <summary>As the tests start a sidecar within their own process: without plugins, on a day that stands still.</summary>
    public static SidecarOptions Options(string data, string key, string variant = "") => new()
    {
        DataDirectory = data,
        KeyFile = key,
        Listen = null,
        ShippedPlugins = Path.Combine(data, "no-plugins"),
        SimulatedClock = Day.At(Day.Parse("2026-01-12"), new LocalTime(8, 0)),
        OpenStore = options => variant switch
        {
            NormalSync => OpenNormalSync(options),
            ReceiptsApart => OpenReceiptsApart(options),
            OftenCopied => SqlitePathwayStore.Open(options with { PagesBeforeCheckpoint = 40 }),
            Migrating => SqlitePathwayStore.Open(options with { Steps = [.. Schema.Steps, new SchemaStep(Schema.Steps[^1].Version + 1, "CREATE TABLE later (item INTEGER PRIMARY KEY)")] }),
            _ => SqlitePathwayStore.Open(options),
        },
    };

    private static SqlitePathwayStore OpenNormalSync(SqliteStoreOptions options)
    {
        var store = SqlitePathwayStore.Open(options);
        store.OnWriterAsync(database => database.Execute("PRAGMA synchronous = NORMAL")).GetAwaiter().GetResult();
        return store;
    }

    private static SqlitePathwayStore OpenReceiptsApart(SqliteStoreOptions options)
    {
        Database? opened = null;
        var store = SqlitePathwayStore.Open(options with
        {
            BeforeCommit = () => opened?.Execute("""
                INSERT INTO main.receipts SELECT scope, request_id, hmac, receipt FROM late WHERE held = 1;
                DELETE FROM late WHERE held = 1;
                UPDATE late SET held = 1;
                """),
        });
        store.OnWriterAsync(database =>
        {
            database.Execute("""
                CREATE TEMP TABLE late (scope INTEGER, request_id BLOB, hmac BLOB, receipt BLOB, held INTEGER);
                CREATE TEMP TRIGGER apart AFTER INSERT ON main.receipts
                  WHEN NOT EXISTS (SELECT 1 FROM late WHERE scope = NEW.scope AND request_id = NEW.request_id)
                BEGIN
                  INSERT INTO late VALUES (NEW.scope, NEW.request_id, NEW.hmac, NEW.receipt, 0);
                  DELETE FROM receipts WHERE scope = NEW.scope AND request_id = NEW.request_id;
                END;
                """);
            opened = database;
        }).GetAwaiter().GetResult();
        return store;
    }
}
