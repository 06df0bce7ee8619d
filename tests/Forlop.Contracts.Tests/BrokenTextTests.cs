using System.Buffers;
using System.Text;
using Forlop.Contracts.GoogleRpc;
using Forlop.Contracts.V1;
using Google.Protobuf;

namespace Forlop.Contracts.Tests;

/// <summary>Text that is no UTF-8 is found wherever it stands, and what is UTF-8 never is.</summary>
public sealed class BrokenTextTests
{
    private const int Mutations = 20_000;

    // 0xC3 begins a letter of two bytes that 0x28 does not end.
    private static readonly byte[] Broken = [0xC3, 0x28];

    [Theory]
    [InlineData(new byte[] { 0xC3, 0x28 })] // a letter cut off
    [InlineData(new byte[] { 0xC3 })] // a letter cut off by the end of the field
    [InlineData(new byte[] { 0xE5 })] // "å" in Latin-1
    [InlineData(new byte[] { 0xC0, 0x80 })] // a longer spelling of NUL
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // half a surrogate pair
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // beyond the last character
    public void What_is_not_utf_8_is_found(byte[] text) => Assert.Equal("pathway_id", Find(new GetPathwayRequest(), Field(1, text)));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("blåbærsyltetøy på 😀")]
    [InlineData("\uFFFD")] // somebody else's replacement, and whole UTF-8
    public void What_is_utf_8_is_not(string text) => Assert.Null(Find(new GetPathwayRequest(), Field(1, Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void It_is_found_in_a_field_of_a_field_and_named_with_both()
    {
        var holder = Field(1, Broken);
        var circumstances = Field(NumberOf<Circumstances>("consent_holders"), holder);
        var request = new byte[][] { Field(NumberOf<OpenPathwayRequest>("child_reference"), "barn-ø"u8), Field(NumberOf<OpenPathwayRequest>("circumstances"), circumstances) };

        Assert.Equal("circumstances.consent_holders.holder_id", Find(new OpenPathwayRequest(), [.. request[0], .. request[1]]));
    }

    [Theory]
    [InlineData(1, "metadata.key")]
    [InlineData(2, "metadata.value")]
    public void It_is_found_in_a_map(int half, string path) => Assert.Equal(path, Find(new ErrorInfo(), Field(3, Field(half, Broken))));

    [Fact]
    public void It_is_found_where_a_field_stands_twice_and_beside_fields_that_nobody_knows()
    {
        var referral = new PrepareReferralRequest { RequestId = "ø" };
        referral.MergeFrom(new byte[] { 0x9A, 0x7D, 0x02, 0xC3, 0x28 }); // an unknown field, whose bytes are nobody's text
        Assert.Null(Find(new PrepareReferralRequest(), referral.ToByteArray()));
        Assert.Equal("request_id", Find(new PrepareReferralRequest(), [.. referral.ToByteArray(), .. Field(NumberOf<PrepareReferralRequest>("request_id"), Broken)]));
    }

    [Fact]
    public void Bytes_of_an_unknown_group_are_nobodys_text()
    {
        byte[] group = [(2 << 3) | 3, .. Field(1, Broken), (2 << 3) | 4];
        Assert.Null(Find(new GetPathwayRequest(), [.. Field(1, "ø"u8), .. group]));
        Assert.Equal("pathway_id", Find(new GetPathwayRequest(), [.. group, .. Field(1, Broken)]));
    }

    [Fact]
    public void It_is_found_in_bytes_that_came_in_pieces()
    {
        var bytes = Field(1, [.. "blåbær"u8, .. Broken]);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var first = new Piece(bytes.AsMemory(0, cut));
            var last = first.Then(bytes.AsMemory(cut));
            Assert.Equal("pathway_id", BrokenText.Find(GetPathwayRequest.Descriptor, new(first, 0, last, last.Memory.Length)));
        }
    }

    // Google.Protobuf itself is the judge: it has put U+FFFD where text was broken, and nowhere else.
    [Fact]
    public void It_says_broken_exactly_where_protobuf_had_to_replace_something()
    {
        var random = new Random(20_260_112);
        var whole = Example().ToByteArray();
        var (broken, sound) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            byte[] bytes = [.. whole];
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (Parsed(bytes) is not { } request)
            {
                continue;
            }

            var found = Find(new OpenPathwayRequest(), bytes);
            var replaced = Texts(request).Any(text => text.Contains('\uFFFD', StringComparison.Ordinal));
            _ = replaced ? broken++ : sound++;

            // A field that stood twice is judged twice by us, and only its last text was kept.
            Assert.True(!replaced || found is not null, Convert.ToHexString(bytes));
            Assert.True(replaced || found is null || Parsed(bytes)!.CalculateSize() != bytes.Length, Convert.ToHexString(bytes));
        }

        Assert.True(broken > 1000 && sound > 1000, $"{broken} broken, {sound} sound: the mutations say little.");
    }

    private static OpenPathwayRequest Example() => new()
    {
        RequestId = "0198c0de-0000-7000-8000-000000000001",
        ChildReference = "barn-blåbær-17",
        OccurredOn = "2026-01-12",
        Circumstances = new Circumstances
        {
            BirthOn = "2018-05-03",
            ResidentDistrict = "Søndre Nordstrand",
            ConsentHolders = { new ConsentHolder { HolderId = "mor-ø", Role = ConsentHolderRole.Parent }, new ConsentHolder { HolderId = "far-å" } },
        },
    };

    private static OpenPathwayRequest? Parsed(byte[] bytes)
    {
        try
        {
            return OpenPathwayRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Texts(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            object?[] values = field.IsRepeated ? [.. ((System.Collections.IEnumerable)field.Accessor.GetValue(message)).Cast<object?>()] : [field.Accessor.GetValue(message)];
            foreach (var value in values)
            {
                foreach (var text in value switch { string own => [own], IMessage inner => Texts(inner), _ => [] })
                {
                    yield return text;
                }
            }
        }
    }

    private static string? Find(IMessage parsed, byte[] bytes)
    {
        parsed.MergeFrom(bytes);
        return BrokenText.Find(parsed.Descriptor, new(bytes));
    }

    private static int NumberOf<T>(string field)
        where T : IMessage, new() => new T().Descriptor.FindFieldByName(field).FieldNumber;

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return bytes.ToArray();
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
