namespace Forlop.Storage.Sqlite.Tables;

/// <param name="Bytes">As they were first answered; a repeat gets these and no others.</param>
internal sealed record StoredReceipt(byte[] Hmac, byte[] Bytes);

internal sealed class ReceiptTable(Database database)
{
    private readonly Statement find = database.Prepare("SELECT hmac, receipt FROM receipts WHERE scope = ? AND request_id = ?");
    private readonly Statement add = database.Prepare("INSERT INTO receipts (scope, request_id, hmac, receipt) VALUES (?, ?, ?, ?)");

    public StoredReceipt? Find(long scope, Guid requestId)
    {
        using var row = find.Bind(scope).Bind(requestId).Read();
        return row.Next() ? new StoredReceipt(row.Blob(0), row.Blob(1)) : null;
    }

    public void Add(long scope, Guid requestId, StoredReceipt receipt) =>
        add.Bind(scope).Bind(requestId).Bind(receipt.Hmac).Bind(receipt.Bytes).Run();
}
