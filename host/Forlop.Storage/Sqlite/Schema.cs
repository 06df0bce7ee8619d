namespace Forlop.Storage.Sqlite;

/// <summary>One step to a newer schema; it runs in one transaction, and is never changed once released.</summary>
internal sealed record SchemaStep(int Version, string Sql);

/// <summary>The tables, as README.md beside this folder explains them.</summary>
internal static class Schema
{
    /// <summary>"Frlp": tells a store from any other SQLite file.</summary>
    public const int ApplicationId = 0x46726C70;

    public static readonly IReadOnlyList<SchemaStep> Steps =
    [
        new(1, """
            CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

            CREATE TABLE tenants (tenant INTEGER PRIMARY KEY, tenant_id TEXT NOT NULL UNIQUE, wrapped_key BLOB NOT NULL);

            -- The current state. wrapped_key and snapshot become NULL when a pathway is lawfully deleted; its log rows stay.
            CREATE TABLE streams (
              stream INTEGER PRIMARY KEY,
              tenant INTEGER NOT NULL,
              stream_id BLOB NOT NULL,
              version INTEGER NOT NULL,
              is_open INTEGER NOT NULL,
              child_hmac BLOB NOT NULL,
              head INTEGER NOT NULL,
              wrapped_key BLOB,
              index_rows BLOB NOT NULL,
              snapshot BLOB);
            CREATE UNIQUE INDEX stream_by_id ON streams (tenant, stream_id);
            -- Only open pathways are found by child or listed alone: these stay small however old the store grows.
            CREATE UNIQUE INDEX open_by_id ON streams (tenant, stream_id) WHERE is_open = 1;
            CREATE UNIQUE INDEX open_by_child ON streams (tenant, child_hmac) WHERE is_open = 1;

            -- position is commit << 20 | index; previous is the position of the same stream's event before, 0 at the first.
            CREATE TABLE events (
              position INTEGER PRIMARY KEY,
              stream INTEGER NOT NULL,
              previous INTEGER NOT NULL,
              version INTEGER NOT NULL,
              hash BLOB NOT NULL,
              payload BLOB NOT NULL);
            CREATE TABLE access (position INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, hash BLOB NOT NULL, payload BLOB NOT NULL);
            CREATE TABLE commits (
              commit_no INTEGER PRIMARY KEY, record_time INTEGER NOT NULL, digest BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL);

            -- scope is the stream, or minus the tenant for a command that creates one.
            CREATE TABLE receipts (
              scope INTEGER NOT NULL, request_id BLOB NOT NULL, hmac BLOB NOT NULL, receipt BLOB NOT NULL,
              PRIMARY KEY (scope, request_id)) WITHOUT ROWID;

            -- due_on is yyyymmdd as a number, 99999999 for none, so that those come last.
            CREATE TABLE tasks (
              tenant INTEGER NOT NULL, due_on INTEGER NOT NULL, stream INTEGER NOT NULL, kind INTEGER NOT NULL,
              subject TEXT NOT NULL, assigned_to TEXT NOT NULL,
              PRIMARY KEY (tenant, due_on, stream, kind, subject)) WITHOUT ROWID;
            CREATE TABLE timers (
              due_on INTEGER NOT NULL, stream INTEGER NOT NULL, deadline_id TEXT NOT NULL,
              PRIMARY KEY (due_on, stream, deadline_id)) WITHOUT ROWID;

            CREATE TABLE counters (
              tenant INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (tenant, name)) WITHOUT ROWID;
            """),

        // A unit's own list of tasks; and the slip of a letter leads to its referral without saying anything of it.
        new(2, """
            ALTER TABLE tasks ADD COLUMN unit TEXT NOT NULL DEFAULT '';
            CREATE TABLE reply_codes (
              tenant INTEGER NOT NULL, code_hmac BLOB NOT NULL, stream INTEGER NOT NULL, PRIMARY KEY (tenant, code_hmac)) WITHOUT ROWID;
            """),

        // A service's settings, one row for each version: part of the log like events and accesses.
        new(3, """
            CREATE TABLE settings (
              position INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, version INTEGER NOT NULL, hash BLOB NOT NULL, payload BLOB NOT NULL);
            CREATE UNIQUE INDEX settings_by_version ON settings (tenant, version);
            """),

        // What goes out and comes in: documents and which of them no archive has, what a child is called outside, and how far
        // each plugin has the events.
        new(4, """
            CREATE TABLE documents (
              stream INTEGER NOT NULL, filing_id BLOB NOT NULL, piece INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (stream, filing_id, piece));
            CREATE TABLE open_filings (
              tenant INTEGER NOT NULL, stream INTEGER NOT NULL, filing_id BLOB NOT NULL, PRIMARY KEY (tenant, stream, filing_id)) WITHOUT ROWID;
            CREATE TABLE handles (
              tenant INTEGER NOT NULL, handle_hmac BLOB NOT NULL, stream INTEGER NOT NULL, PRIMARY KEY (tenant, handle_hmac)) WITHOUT ROWID;
            CREATE TABLE deliveries (
              tenant INTEGER NOT NULL, plugin_id TEXT NOT NULL, cursor TEXT NOT NULL, PRIMARY KEY (tenant, plugin_id)) WITHOUT ROWID;
            CREATE TABLE held_back (
              tenant INTEGER NOT NULL, plugin_id TEXT NOT NULL, stream INTEGER NOT NULL, PRIMARY KEY (tenant, plugin_id, stream)) WITHOUT ROWID;
            """),

        // Which archives and fagsystems there have been, also when their plugin is gone; what the night's comparison found.
        new(5, """
            CREATE TABLE counterparts (
              tenant INTEGER NOT NULL, plugin_id TEXT NOT NULL, kind TEXT NOT NULL, since_on TEXT NOT NULL,
              compared_on TEXT NOT NULL, strangers INTEGER NOT NULL, PRIMARY KEY (tenant, plugin_id)) WITHOUT ROWID;
            """),

        // Whether a reference is free is asked of ended pathways too. They have an index of their own, so that opening one costs
        // no more than before.
        new(6, "CREATE INDEX ended_by_child ON streams (tenant, child_hmac) WHERE is_open = 0;"),

        // Since when a pathway is held back: news of it must not hide how long that is. Of one that was already, nobody knows.
        new(7, "ALTER TABLE held_back ADD COLUMN since_on TEXT NOT NULL DEFAULT '';"),

        // Which archive may hold a document that it has not answered for: it follows from nothing else that is stored.
        new(8, """
            CREATE TABLE offered (
              tenant INTEGER NOT NULL, stream INTEGER NOT NULL, filing_id BLOB NOT NULL, plugin_id TEXT NOT NULL,
              PRIMARY KEY (tenant, stream, filing_id)) WITHOUT ROWID;
            """),
    ];
}
