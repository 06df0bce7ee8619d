using Forlop.Contracts.V1;
using Google.Protobuf;

namespace Forlop.Contracts.Tests;

/// <summary>A receipt is kept for as long as its pathway lives, one for each command: it has to be small.</summary>
public sealed class ReceiptTests
{
    private const int Most = 300;

    [Fact]
    public void A_receipt_with_the_largest_of_everything_takes_three_hundred_bytes_at_most()
    {
        var size = Largest().CalculateSize();

        Assert.True(size <= Most, $"The largest receipt takes {size} bytes.");
    }

    [Fact]
    public void The_largest_receipt_sets_every_field_of_the_contract() =>
        Repository.None(Receipt.Descriptor.Fields.InFieldNumberOrder()
            .Where(field => field.Accessor.GetValue(Largest()) is null or "" or 0 or 0L or ByteString { IsEmpty: true })
            .Select(field => $"{field.FullName} is not set; its size is not counted."));

    private static Receipt Largest() => new()
    {
        Stage = (Stage)int.MaxValue,
        PathwayId = new Guid(new string('f', 32)).ToString(),
        SubjectId = $"c{int.MaxValue}",
        Version = long.MaxValue,
        // A writer is named by a UUID at the longest.
        FirstEventId = $"{new Guid(new string('f', 32))}.{long.MaxValue}.{int.MaxValue}",
        EventCount = int.MaxValue,
        CommitNumber = long.MaxValue,
        EventDigest = ByteString.CopyFrom(new byte[32]),
        State = (PathwayState)int.MaxValue,
    };
}
