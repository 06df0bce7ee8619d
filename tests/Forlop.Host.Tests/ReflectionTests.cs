using Forlop.Contracts.V1;
using Forlop.Host.Protos;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace Forlop.Host.Tests;

/// <summary>What the sidecar says of its contract to tools that ask by reflection.</summary>
public sealed class ReflectionTests : IAsyncLifetime
{
    private readonly RunningSidecar sidecar = new();
    private GrpcChannel? channel;

    /// <summary>The services that the contract promises, read from its assembly and from nothing that the host maps.</summary>
    internal static IEnumerable<string> ContractServices =>
        typeof(Receipt).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal) && type.Namespace == typeof(Receipt).Namespace)
            .SelectMany(type => ((FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!).Services)
            .Select(service => service.FullName);

    public async Task InitializeAsync()
    {
        await sidecar.StartAsync(dev: true);
        channel = GrpcChannel.ForAddress(sidecar.Address);
    }

    public async Task DisposeAsync()
    {
        channel!.Dispose();
        await sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Without_dev_nobody_answers_it()
    {
        await sidecar.StopAsync();
        await sidecar.StartAsync();
        using var plain = GrpcChannel.ForAddress(sidecar.Address);
        using var call = new ServerReflection.ServerReflectionClient(plain).ServerReflectionInfo();
        using var alpha = new Protos.Alpha.ServerReflection.ServerReflectionClient(plain).ServerReflectionInfo();
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => alpha.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
    }

    // Health and reflection alone need no row in Rights and no credential; a service that comes to this list must say why.
    [Fact]
    public async Task Nothing_is_served_but_the_contract_health_and_reflection()
    {
        var answer = await AskAsync(new ServerReflectionRequest { ListServices = "" });
        string[] open = ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];
        Assert.Equal([.. ContractServices.Concat(open).Order(StringComparer.Ordinal)], answer.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("forlop.v1.PathwayService")]
    [InlineData("forlop.v1.PathwayService.GetPathway")]
    [InlineData("forlop.v1.OpenPathwayRequest")]
    public async Task A_symbol_brings_its_file_and_all_that_the_file_imports(string symbol)
    {
        var files = Files(await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol }));
        Assert.Equal("forlop/v1/pathway_service.proto", files[0].Name);
        Assert.Equal(files.Count, files.Select(file => file.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(files.SelectMany(file => file.Dependency).Except(files.Select(file => file.Name), StringComparer.Ordinal));
        Assert.Contains("google/protobuf/descriptor.proto", files.Select(file => file.Name));
    }

    [Fact]
    public async Task A_file_is_found_by_its_name() =>
        Assert.Equal("forlop/v1/common.proto", Files(await AskAsync(new ServerReflectionRequest { FileByFilename = "forlop/v1/common.proto" }))[0].Name);

    [Fact]
    public async Task An_extension_is_found_by_what_it_extends()
    {
        var numbers = (await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "google.protobuf.FieldOptions" })).AllExtensionNumbersResponse;
        Assert.Contains(Contracts.Options.V1.OptionsExtensions.PersonalData.FieldNumber, numbers.ExtensionNumber);
        var request = new ExtensionRequest { ContainingType = numbers.BaseTypeName, ExtensionNumber = numbers.ExtensionNumber[0] };
        Assert.Equal("forlop/options/v1/options.proto", Files(await AskAsync(new ServerReflectionRequest { FileContainingExtension = request }))[0].Name);
        Assert.Empty((await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "forlop.v1.Receipt" })).AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task What_is_not_there_is_an_answer_and_the_stream_goes_on()
    {
        ServerReflectionRequest[] requests =
        [
            new() { FileByFilename = "no/such.proto", Host = "here" },
            new() { FileContainingSymbol = "forlop.v1.NoSuchThing" },
            new() { FileContainingExtension = new() { ContainingType = "google.protobuf.FieldOptions", ExtensionNumber = 1 } },
            new() { AllExtensionNumbersOfType = "forlop.v1.NoSuchThing" },
            new(),
            new() { ListServices = "*" },
        ];
        var answers = await AskAsync(requests);
        Assert.Equal(requests, answers.Select(answer => answer.OriginalRequest));
        Assert.Equal("here", answers[0].ValidHost);
        Assert.Equal([5, 5, 5, 5, 3], answers.SkipLast(1).Select(answer => answer.ErrorResponse.ErrorCode));
        Assert.NotEmpty(answers[^1].ListServicesResponse.Service);
    }

    [Fact]
    public async Task Both_names_of_it_answer_the_same()
    {
        var request = new ServerReflectionRequest { FileContainingSymbol = "grpc.reflection.v1alpha.ServerReflection" };
        using var call = new Protos.Alpha.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        Assert.Equal(await AskAsync(request), Assert.Single(await AskAsync(call, [request])));
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request) => Assert.Single(await AskAsync([request]));

    private async Task<List<ServerReflectionResponse>> AskAsync(ServerReflectionRequest[] requests)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        return await AskAsync(call, requests);
    }

    private static async Task<List<ServerReflectionResponse>> AskAsync(AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest[] requests)
    {
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        var answers = new List<ServerReflectionResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            answers.Add(answer);
        }

        return answers;
    }

    private static List<FileDescriptorProto> Files(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))];
}
