using Forlop.Contracts.V1;
using Forlop.Host.Protos;
using Forlop.Host.Services;
using Forlop.PluginHost;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using static Forlop.Host.Protos.HealthCheckResponse.Types;

namespace Forlop.Host.Tests;

/// <summary>What the sidecar says of itself to those who have no credential.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RunningSidecar sidecar = new();
    private readonly List<GrpcChannel> channels = [];

    public Task InitializeAsync() => sidecar.InitializeAsync();

    public Task DisposeAsync()
    {
        channels.ForEach(channel => channel.Dispose());
        return sidecar.DisposeAsync();
    }

    [Fact]
    public async Task The_sidecar_and_each_of_its_services_serve_and_no_credential_is_asked_for()
    {
        var health = Client();
        string[] names = ["", .. ReflectionTests.ContractServices];
        foreach (var name in names)
        {
            Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = name })).Status);
        }

        var listed = (await health.ListAsync(new HealthListRequest())).Statuses;
        Assert.Equal(names.Append("grpc.health.v1.Health").Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(listed.Values, status => Assert.Equal(ServingStatus.Serving, status.Status));
    }

    [Fact]
    public async Task A_service_that_is_not_served_is_not_found_and_a_watch_of_it_goes_on()
    {
        var request = new HealthCheckRequest { Service = "forlop.v1.NoSuchService" };
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Client().CheckAsync(request).ResponseAsync)).StatusCode);
        using var watch = Client().Watch(request);
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        Assert.False(watch.ResponseStream.MoveNext(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task A_stop_is_told_to_who_watches_and_does_not_wait_for_him()
    {
        using var whole = Client().Watch(new HealthCheckRequest());
        using var one = Client().Watch(new HealthCheckRequest { Service = PathwayService.Descriptor.FullName });
        using var unknown = Client().Watch(new HealthCheckRequest { Service = "forlop.v1.NoSuchService" });
        Assert.Equal((ServingStatus.Serving, ServingStatus.Serving, ServingStatus.ServiceUnknown), (await NextAsync(whole), await NextAsync(one), await NextAsync(unknown)));

        // Shorter than a stop may take that waits for calls in flight.
        await sidecar.StopAsync().WaitAsync(TimeSpan.FromSeconds(8), TimeProvider.System);

        Assert.Equal((ServingStatus.NotServing, ServingStatus.NotServing), (await NextAsync(whole), await NextAsync(one)));
        Assert.False(await whole.ResponseStream.MoveNext(CancellationToken.None));
        Assert.False(await unknown.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_failed_is_no_longer_served()
    {
        var faulted = new TaskCompletionSource();
        await using var app = await StartAsync(new Readiness(faulted.Task, CancellationToken.None));
        var health = Client(app.Urls.Single());
        using var watch = health.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        faulted.SetResult();

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(ServingStatus.NotServing, (await health.ListAsync(new HealthListRequest())).Statuses[""].Status);
    }

    [Fact]
    public async Task Nobody_can_watch_without_end_and_who_leaves_makes_room()
    {
        var health = Client();
        var watches = Enumerable.Range(0, HealthRpcService.MostWatches).Select(_ => health.Watch(new HealthCheckRequest())).ToList();
        foreach (var watch in watches)
        {
            Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        }

        using var late = health.Watch(new HealthCheckRequest());
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => NextAsync(late))).StatusCode);

        watches.ForEach(watch => watch.Dispose());
        Assert.Equal(ServingStatus.Serving, await NextOnceThereIsRoomAsync(health).WaitAsync(Patience, TimeProvider.System));
    }

    // The sidecar learns of a caller who left a moment after he did.
    private static async Task<ServingStatus> NextOnceThereIsRoomAsync(Health.HealthClient health)
    {
        while (true)
        {
            try
            {
                using var watch = health.Watch(new HealthCheckRequest());
                return await NextAsync(watch);
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.ResourceExhausted)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience, TimeProvider.System));
        return watch.ResponseStream.Current.Status;
    }

    private async Task<WebApplication> StartAsync(Readiness readiness)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var plugins = await PluginHouse.OpenAsync(new PluginHostOptions { ShippedFolder = sidecar.OtherShipped, StagingDirectory = $"{sidecar.Data}-staging", HostVersion = "0.1.0" });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(readiness).AddSingleton(plugins).AddSingleton<ServedServices>().AddSingleton<HealthRpcService>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.MapGrpcService<HealthRpcService>();
        await app.StartAsync();
        return app;
    }

    private Health.HealthClient Client(string? address = null)
    {
        var channel = GrpcChannel.ForAddress(address is null ? sidecar.Address : new Uri(address));
        channels.Add(channel);
        return new Health.HealthClient(channel);
    }
}
