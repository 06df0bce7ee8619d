using System.Reflection;
using Forlop.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>What a caller sends that no library would: it is refused with a sentence, by every rpc, and leaves nothing behind.</summary>
public sealed class RequestBytesTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);
    private static readonly byte[] Broken = [0xC3, 0x28];

    public static TheoryData<string, string> Rpcs() => AccessTests.Rpcs();

    [Fact]
    public void Every_service_of_the_sidecar_reads_its_requests_through_the_check()
    {
        Type[] services = [.. typeof(Sidecar).Assembly.GetTypes().Where(type => type.BaseType?.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not null)];

        Assert.True(services.Length >= 8);
        Assert.All(services, service => Assert.Equal(service, service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false)?.BindType));
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task What_is_no_message_is_refused_with_a_sentence(string service, string rpc)
    {
        foreach (byte[] rubbish in new byte[][] { [0xFF, 0xFF, 0xFF], [0x0A, 0x05, 0x41], [0x07] })
        {
            var fault = await FaultOf(service, rpc, rubbish);
            Assert.Equal((StatusCode.InvalidArgument, RefusalReason.Malformed, "request"), (fault.StatusCode, RunningSidecar.RefusalOf(fault).Reason, RunningSidecar.RefusalOf(fault).Field));
        }
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task Text_that_is_no_utf_8_is_refused_by_the_name_of_its_field(string service, string rpc)
    {
        foreach (var (path, bytes) in BrokenIn(MethodOf(service, rpc).InputType))
        {
            var fault = await FaultOf(service, rpc, bytes);
            Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
            Assert.Equal((RefusalReason.Malformed, path), (RunningSidecar.RefusalOf(fault).Reason, RunningSidecar.RefusalOf(fault).Field));
        }
    }

    [Fact]
    public async Task A_command_with_broken_text_changes_nothing_and_its_request_id_stays_free()
    {
        var pathways = new PathwayService.PathwayServiceClient(sidecar.As());
        var opened = (await pathways.OpenPathwayAsync(Requests.Open("bytes-blåbær-1"))).Receipt;
        var command = Requests.Participation(opened.PathwayId);
        command.Note = "Snakket med barnet på skolen.";
        var good = command.ToByteArray();
        var bad = ReplaceFirst(good, "å"u8, Broken);

        var fault = await FaultOf("forlop.v1.PathwayService", "RecordParticipation", bad);

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.DoesNotContain("Snakket", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(opened.Version, (await pathways.GetPathwayAsync(new GetPathwayRequest { PathwayId = opened.PathwayId })).Pathway.Version);
        Assert.Equal(opened.Version + 1, (await pathways.RecordParticipationAsync(command)).Receipt.Version);
    }

    [Fact]
    public async Task A_person_whose_id_is_no_utf_8_is_nobody()
    {
        var actor = ReplaceFirst(new Actor { UserId = "sø-17", Role = Role.Caseworker, Purpose = "case-work" }.ToByteArray(), "ø"u8, Broken);
        var token = Security.DevelopmentCredentials.Open(sidecar.Data).TokenOf("dev-havnes");
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(sidecar.Address);

        var fault = await FaultOf("forlop.v1.PathwayService", "ListPathways", [], channel.CreateCallInvoker(), new Metadata { { "authorization", $"Bearer {token}" }, { "forlop-actor-bin", actor } });

        Assert.Equal((StatusCode.InvalidArgument, RefusalReason.ActorMissing), (fault.StatusCode, RunningSidecar.RefusalOf(fault).Reason));
    }

    /// <summary>For each string field, however deep, a request in which it alone stands and is broken. An entry may hold another entry: once is enough.</summary>
    private static IEnumerable<(string Path, byte[] Bytes)> BrokenIn(MessageDescriptor message, params MessageDescriptor[] above)
    {
        foreach (var field in message.Fields.InFieldNumberOrder().Where(field => field.FieldType != FieldType.Message || !above.Contains(field.MessageType)))
        {
            if (field.FieldType == FieldType.String)
            {
                yield return (field.Name, Field(field, Broken));
            }
            else if (field.FieldType == FieldType.Message)
            {
                foreach (var (path, bytes) in BrokenIn(field.MessageType, [.. above, message]))
                {
                    yield return ($"{field.Name}.{path}", Field(field, bytes));
                }
            }
        }
    }

    private static byte[] Field(FieldDescriptor field, byte[] content)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return bytes.ToArray();
    }

    // As long as what it stands for, so that the lengths around it stay true.
    private static byte[] ReplaceFirst(byte[] bytes, ReadOnlySpan<byte> old, byte[] replacement)
    {
        var at = bytes.AsSpan().IndexOf(old);
        Assert.True(at >= 0 && old.Length == replacement.Length);
        byte[] changed = [.. bytes];
        replacement.CopyTo(changed, at);
        return changed;
    }

    private static MethodDescriptor MethodOf(string service, string rpc) => AccessTests.Services.Single(found => found.FullName == service).FindMethodByName(rpc);

    private async Task<RpcException> FaultOf(string service, string rpc, byte[] request, CallInvoker? invoker = null, Metadata? headers = null)
    {
        var method = new Method<byte[], byte[]>(MethodType.ServerStreaming, service, rpc, Raw, Raw);
        using var call = (invoker ?? sidecar.As()).AsyncServerStreamingCall(method, null, new CallOptions(headers), request);
        return await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
    }
}
