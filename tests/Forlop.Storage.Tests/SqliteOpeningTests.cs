using Forlop.Storage.Sealing;
using Forlop.Storage.Sqlite;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <summary>What a store refuses to open, with which exit code, and that nothing is harmed by it.</summary>
public sealed class SqliteOpeningTests : IAsyncLifetime
{
    private readonly SqliteFixture place = new();

    public async Task InitializeAsync()
    {
        await place.ReopenAsync();
        await place.Store.OpenPathwayAsync("child-1");
    }

    public async Task DisposeAsync() => await place.DisposeAsync();

    [Fact]
    public void A_store_in_use_is_not_opened_twice()
    {
        var refused = Refused(3);
        Assert.Contains("in use by another sidecar", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_both_numbers()
    {
        await place.CloseAndAsync(db => db.Execute("PRAGMA user_version = 999"));
        var refused = Refused(5);
        Assert.Contains("schema 999", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"knows {Schema.Steps[^1].Version}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_not_made_anew_when_there_is_data()
    {
        await place.Store.DisposeAsync();
        File.Delete(place.Options.KeyFile!);
        Refused(2);
        Assert.False(File.Exists(place.Options.KeyFile));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(31)]
    public async Task A_wrong_key_opens_nothing(int length)
    {
        await place.Store.DisposeAsync();
        await File.WriteAllBytesAsync(place.Options.KeyFile!, new byte[length]);
        Refused(2);
    }

    [Fact]
    public async Task A_key_in_the_data_folder_is_refused()
    {
        await place.Store.DisposeAsync();
        Refused(2, place.Options with { KeyFile = Path.Combine(place.Options.Directory, "master.key") });
    }

    [Fact]
    public async Task A_first_start_cut_short_before_it_sealed_is_no_sign_of_tampering()
    {
        await using var first = new SqliteFixture();
        StoreFile.Open(first.Options).Database.Dispose(); // the store is made, and then the power is gone
        await first.ReopenAsync();
        await first.Store.OpenPathwayAsync("child-1");
        Assert.Empty((await first.Store.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_key_is_there_whole_or_not_at_all()
    {
        await place.Store.DisposeAsync();
        var file = Path.Combine(place.Root, "new.key");
        PrivateFiles.WriteNew(file, [1, 2, 3]);
        Assert.Throws<IOException>(() => PrivateFiles.WriteNew(file, [4, 5, 6]));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(file));
        Assert.Empty(Directory.EnumerateFiles(place.Root, "*.new"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await place.Store.DisposeAsync();
        await File.WriteAllTextAsync(place.Database, string.Concat(Enumerable.Repeat("This is not a database. ", 500)));
        Refused(4);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_left_as_it_was()
    {
        await place.CloseAndAsync(db => db.Execute("PRAGMA application_id = 1"));
        Refused(4);
        using var database = Database.Open(place.Database);
        Assert.Equal(1, database.Number("PRAGMA application_id"));
    }

    [Fact]
    public async Task Less_than_full_sync_is_refused()
    {
        await place.Store.DisposeAsync();
        using var database = Database.Open(place.Database);
        database.Execute("PRAGMA synchronous = NORMAL");
        Assert.Equal(6, Assert.Throws<StoreException>(() => StoreFile.RequireFullSync(database)).ExitCode);
        database.Execute("PRAGMA synchronous = FULL");
        StoreFile.RequireFullSync(database);
    }

    [Fact]
    public void Key_and_data_are_nobody_elses()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there the user's profile folder is private by inheritance
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var files = Directory.GetFiles(place.Root, "*", SearchOption.AllDirectories);
        Assert.Contains(place.Options.KeyFile, files);
        foreach (var file in files)
        {
            Assert.Equal(Owner, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_migration_keeps_the_data_and_leaves_a_backup_of_the_schema_before()
    {
        var before = await place.Store.ListAsync(Given.Access(), new PageRequest(10, ""), openOnly: false);
        place.Options = place.Options with { Steps = [.. Schema.Steps, new SchemaStep(Schema.Steps[^1].Version + 1, "CREATE TABLE outbox (item INTEGER PRIMARY KEY)")] };
        await place.ReopenAsync();
        Assert.Equal(before.Items, (await place.Store.ListAsync(Given.Access(), new PageRequest(10, ""), openOnly: false)).Items);
        Assert.True((await place.Store.VerifyAsync()).Whole);

        var newest = Schema.Steps[^1].Version;
        await place.CloseAndAsync(db => Assert.Equal(newest + 1, db.Number("PRAGMA user_version")));
        using var backup = Database.Open($"{place.Database}.schema-{newest}.backup");
        Assert.Equal(newest, backup.Number("PRAGMA user_version"));
        Assert.Equal(1, backup.Number("SELECT count(*) FROM streams"));
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        await place.Store.DisposeAsync();
        Refused(6, place.Options with { Steps = [.. Schema.Steps, new SchemaStep(Schema.Steps[^1].Version + 1, "CREATE TABLE outbox (item INTEGER); CREATE TABLE outbox (item INTEGER)")] });
        await place.ReopenAsync();
        Assert.Single((await place.Store.ListAsync(Given.Access(), new PageRequest(10, ""), openOnly: false)).Items);
    }

    [Fact]
    public async Task No_byte_on_disk_tells_who_the_child_is_or_which_office_it_is_near()
    {
        string[] needles = ["child-needle-7f3a", "spoke of the needle-note", Given.BirthOn, "office-needle-41", "The Needle Surgery"];
        var id = await place.Store.OpenPathwayAsync(needles[0]);
        await place.Store.CommitAsync(Given.Writing(id, content: needles[0]), _ => Given.Noted(needles[1])).Durably();
        await place.Store.CommitAsync(Given.Writing(id, content: needles[3]), _ => Given.Called(needles[3], needles[4])).Durably();
        AssertAbsent(needles); // the write-ahead log holds it now
        await place.ReopenAsync();
        await place.Store.GetAsync(Given.Access(), id);
        await place.Store.DisposeAsync();
        AssertAbsent(needles); // and now the database itself
    }

    private void AssertAbsent(string[] needles)
    {
        var files = Directory.GetFiles(place.Root, "*", SearchOption.AllDirectories);
        Assert.True(files.Length >= 3);
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.All(needles, n => Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(n))));
        }
    }

    private StoreException Refused(int exitCode, SqliteStoreOptions? options = null)
    {
        var refused = Assert.Throws<StoreException>(() => SqlitePathwayStore.Open(options ?? place.Options));
        Assert.Equal(exitCode, refused.ExitCode);
        return refused;
    }
}
