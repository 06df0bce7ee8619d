using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Forlop.Host.Tests;

/// <summary>Who is let in, to what.</summary>
public sealed class AccessTests(RunningSidecar sidecar) : IClassFixture<RunningSidecar>
{
    public static TheoryData<string, string> Rpcs()
    {
        var rpcs = new TheoryData<string, string>();
        foreach (var method in Services.SelectMany(service => service.Methods))
        {
            rpcs.Add(method.Service.FullName, method.Name);
        }

        return rpcs;
    }

    internal static IEnumerable<ServiceDescriptor> Services =>
        typeof(Receipt).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal) && type.Namespace == typeof(Receipt).Namespace)
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
            .SelectMany(file => file.Services);

    [Fact]
    public void Every_rpc_of_the_contract_has_a_row_and_no_row_lacks_its_rpc() => Assert.Equal(
        Services.SelectMany(service => service.Methods).Select(method => $"{method.Service.Name}.{method.Name}").Order(StringComparer.Ordinal),
        Rights.Rpcs.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rpcs))]
    [Trait("Must", "GEN-3")]
    public async Task No_rpc_is_open_to_a_caller_without_a_credential(string service, string rpc)
    {
        var fault = await FaultOf(service, rpc, []);
        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.Equal(RefusalReason.CredentialInvalid, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    [Trait("Must", "GEN-3")]
    public async Task No_rpc_is_answered_without_the_person_behind_it(string service, string rpc)
    {
        var token = Security.DevelopmentCredentials.Open(sidecar.Data).TokenOf("dev-havnes");
        var fault = await FaultOf(service, rpc, new Metadata { { "authorization", $"Bearer {token}" } });
        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Equal(RefusalReason.ActorMissing, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task An_institution_is_let_into_no_rpc_of_a_service(string service, string rpc)
    {
        var fault = await FaultOf(service, rpc, new Metadata(), sidecar.As(new Actor { UserId = "ha-1", Role = Role.HealthLiaison, Purpose = "care" }, "dev-institution-solvik"));
        Assert.Equal(StatusCode.PermissionDenied, fault.StatusCode);
    }

    [Theory]
    [InlineData(Role.System)]
    [InlineData(Role.Unspecified)]
    [InlineData((Role)99)]
    public async Task A_role_that_nobody_can_claim_is_no_person(Role role)
    {
        var fault = await FaultOf("forlop.v1.PathwayService", "ListPathways", [], sidecar.As(new Actor { UserId = "u", Role = role, Purpose = "p" }));
        Assert.Equal(RefusalReason.ActorMissing, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Theory]
    [InlineData("Kari Nordmann")]
    [InlineData("01020312345")]
    [InlineData("")]
    [InlineData("010203-12345")]
    [InlineData("０１０２０３１２３４５")]
    [InlineData("kari\u202Enordmann")]
    public async Task A_user_id_that_could_be_a_name_or_a_national_id_never_reaches_the_log(string userId)
    {
        var fault = await FaultOf("forlop.v1.PathwayService", "ListPathways", [], sidecar.As(new Actor { UserId = userId, Role = Role.Leader, Purpose = "p" }));
        Assert.Equal(RefusalReason.ActorMissing, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Fact]
    public async Task A_case_system_cannot_act_as_an_operator()
    {
        var fault = await FaultOf("forlop.v1.AuditService", "VerifyLog", [], sidecar.As(new Actor { UserId = "u", Role = Role.Operator, Purpose = "p" }));
        Assert.Equal(StatusCode.PermissionDenied, fault.StatusCode);
        Assert.Equal([Role.Operator], RunningSidecar.RefusalOf(fault).WhoCanAct);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fjordbygd")]
    public async Task A_credential_with_several_services_names_one_of_its_own(string? tenant)
    {
        var fault = await FaultOf("forlop.v1.PathwayService", "ListPathways", [], sidecar.As(credential: "dev-several", tenant: tenant));
        Assert.Equal(RefusalReason.TenantUnclear, RunningSidecar.RefusalOf(fault).Reason);
    }

    [Fact]
    public async Task The_service_named_is_the_one_that_is_served()
    {
        var opened = await new PathwayService.PathwayServiceClient(sidecar.As(credential: "dev-several", tenant: "skogli")).OpenPathwayAsync(Requests.Open("several-1"));
        var read = new GetPathwayRequest { PathwayId = opened.Receipt.PathwayId };
        Assert.NotNull(await new PathwayService.PathwayServiceClient(sidecar.As(credential: "dev-skogli")).GetPathwayAsync(read));
        await Assert.ThrowsAsync<RpcException>(async () => await new PathwayService.PathwayServiceClient(sidecar.As()).GetPathwayAsync(read));
    }

    [Fact]
    [Trait("Must", "GEN-4")]
    public async Task What_is_not_yours_and_what_is_not_there_are_the_same_bytes()
    {
        var opened = await new PathwayService.PathwayServiceClient(sidecar.As(credential: "dev-skogli")).OpenPathwayAsync(Requests.Open("not-yours"));
        var client = new PathwayService.PathwayServiceClient(sidecar.As());
        var calls = new Func<string, Task>[]
        {
            async id => await client.GetPathwayAsync(new GetPathwayRequest { PathwayId = id }),
            async id => await client.AskCaseSystemAsync(new AskCaseSystemRequest { PathwayId = id }),
            async id => await client.GetHistoryAsync(new GetHistoryRequest { PathwayId = id }),
            async id => await client.RecordParticipationAsync(Requests.Participation(id)),
            async id => await new EngagementService.EngagementServiceClient(sidecar.As()).SuggestRoutesAsync(new SuggestRoutesRequest { PathwayId = id, Acuteness = Acuteness.No }),
        };
        foreach (var call in calls)
        {
            var notYours = await Assert.ThrowsAsync<RpcException>(() => call(opened.Receipt.PathwayId));
            var notThere = await Assert.ThrowsAsync<RpcException>(() => call(Guid.CreateVersion7().ToString()));
            Assert.Equal(StatusCode.NotFound, notYours.StatusCode);
            Assert.Equal(notThere.Status.Detail, notYours.Status.Detail);
            Assert.Equal(Trailers(notThere), Trailers(notYours));
        }
    }

    private static IEnumerable<string> Trailers(RpcException fault) =>
        fault.Trailers.Where(entry => entry.Key != "date").Select(entry => $"{entry.Key}={(entry.IsBinary ? Convert.ToHexString(entry.ValueBytes) : entry.Value)}");

    private async Task<RpcException> FaultOf(string service, string rpc, Metadata headers, CallInvoker? invoker = null)
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(sidecar.Address);
        var method = new Method<byte[], byte[]>(MethodType.ServerStreaming, service, rpc, Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));
        using var call = (invoker ?? channel.CreateCallInvoker()).AsyncServerStreamingCall(method, null, new CallOptions(headers), []);
        return await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
    }
}
