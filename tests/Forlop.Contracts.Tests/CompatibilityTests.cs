using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Forlop.Contracts.Tests;

/// <summary>An older reader in the middle loses nothing of what a newer writer says.</summary>
public sealed class CompatibilityTests
{
    private const int FromALaterRelease = 4711;

    [Fact]
    public void An_enum_value_of_a_later_release_survives_a_reader_that_does_not_know_it()
    {
        var sent = new HealthInstance { Type = (HealthInstanceType)FromALaterRelease, InstanceId = "nytt-tilbud" };

        var passedOn = HealthInstance.Parser.ParseFrom(HealthInstance.Parser.ParseFrom(sent.ToByteArray()).ToByteArray());

        Assert.Equal(FromALaterRelease, (int)passedOn.Type);
    }

    [Fact]
    public void An_enum_value_of_a_later_release_survives_in_a_list()
    {
        var sent = new DecideStartRequest { Areas = { HealthArea.Dental, (HealthArea)FromALaterRelease } };

        Assert.Equal([HealthArea.Dental, (HealthArea)FromALaterRelease], DecideStartRequest.Parser.ParseFrom(sent.ToByteArray()).Areas);
    }

    [Fact]
    public void An_enum_value_of_a_later_release_survives_protobuf_json()
    {
        var sent = new HealthInstance { Type = (HealthInstanceType)FromALaterRelease };

        Assert.Equal(sent, JsonParser.Default.Parse<HealthInstance>(JsonFormatter.Default.Format(sent)));
    }

    [Fact]
    public void A_field_of_a_later_release_survives_a_reader_that_does_not_know_it()
    {
        var sent = Fields(writer =>
        {
            writer.WriteTag(1, WireFormat.WireType.LengthDelimited);
            writer.WriteString("0192f0c1-0000-7000-8000-000000000001");
            writer.WriteTag(FromALaterRelease, WireFormat.WireType.LengthDelimited);
            writer.WriteString("from a later release");
        });

        var passedOn = Pathway.Parser.ParseFrom(sent);

        Assert.Equal("0192f0c1-0000-7000-8000-000000000001", passedOn.PathwayId);
        Assert.Equal(sent, passedOn.ToByteArray());
    }

    [Fact]
    public void An_event_of_a_later_release_survives_in_the_history()
    {
        var sent = Fields(writer =>
        {
            writer.WriteTag(1, WireFormat.WireType.LengthDelimited);
            writer.WriteString("w1.7.0");
            writer.WriteTag(FromALaterRelease, WireFormat.WireType.LengthDelimited);
            writer.WriteBytes(new PathwayStarted { Basis = LegalBasis.Consent }.ToByteString());
        });

        var entry = HistoryEntry.Parser.ParseFrom(sent);

        Assert.Equal(HistoryEntry.PayloadOneofCase.None, entry.PayloadCase);
        Assert.Equal(sent, entry.ToByteArray());
    }

    [Fact]
    public void The_details_of_a_refusal_survive_a_reader_that_does_not_know_the_reason()
    {
        var sent = new GoogleRpc.Status { Code = 9, Details = { Any.Pack(new Refusal { Reason = (RefusalReason)FromALaterRelease, RetryCanHelp = true }) } };

        var read = GoogleRpc.Status.Parser.ParseFrom(sent.ToByteArray()).Details.Single().Unpack<Refusal>();

        Assert.Equal(FromALaterRelease, (int)read.Reason);
        Assert.True(read.RetryCanHelp);
    }

    private static byte[] Fields(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(writer);
        }

        return bytes.ToArray();
    }
}
