using System.Security.Cryptography;
using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways;
using Forlop.Pathways.Decisions;
using Forlop.Storage;
using Google.Protobuf;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.WorklistService</c>.</summary>
[BindServiceMethod(typeof(WorklistRpcService), nameof(Bind))]
internal sealed class WorklistRpcService(CommandRunner commands, Callers callers, IPathwayStore store, IHostApplicationLifetime lifetime) : WorklistService.WorklistServiceBase
{
    public static void Bind(ServiceBinderBase binder, WorklistService.WorklistServiceBase? service) => WorklistService.BindService(new CheckedBinder(binder), service);

    public override async Task<ListTasksResponse> ListTasks(ListTasksRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var facts = commands.Facts(caller);
        var filter = new TaskFilter(Given(request.AssignedToUserId), Given(request.Unit), request.OverdueOnly, facts.Today, facts.Settings);
        var page = await store.TasksAsync(caller.Access(), filter, Paging.Of(request.PageSize, request.PageToken, usual: 50, most: 200), context.CancellationToken);
        var response = new ListTasksResponse { NextPageToken = page.NextToken };
        response.Tasks.AddRange(page.Items);
        return response;
    }

    public override Task<CompleteTaskResponse> CompleteTask(CompleteTaskRequest request, ServerCallContext context) =>
        commands.RunAsync<CompleteTaskRequest, CompleteTaskResponse>(request, context, TaskDecisions.Complete);

    public override Task<ReassignTaskResponse> ReassignTask(ReassignTaskRequest request, ServerCallContext context) =>
        commands.RunAsync<ReassignTaskRequest, ReassignTaskResponse>(request, context, TaskDecisions.Reassign);

    public override async Task WatchTasks(WatchTasksRequest request, IServerStreamWriter<WatchTasksResponse> responseStream, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);

        // As for pathways: a watcher never ends by itself.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await foreach (var followed in store.FollowAsync(caller.Access(), request.Cursor, ends.Token))
        {
            var facts = commands.Facts(caller);
            if (await ReadableAsync(caller, followed.Entry.PathwayId, ends.Token) is { } pathway)
            {
                // Several events of one command are one change: the tasks after the last of them are told.
                var response = new WatchTasksResponse { PathwayId = pathway.PathwayId, Cursor = followed.Cursor };
                response.Tasks.AddRange(Worklist.TasksOf(pathway, facts.Today, facts.Settings));
                await responseStream.WriteAsync(response, ends.Token);
            }
        }
    }

    // One that is damaged keeps no other from whoever follows; a disk that cannot be read now may be when they resume.
    private async Task<Pathway?> ReadableAsync(Caller caller, string pathwayId, CancellationToken cancellation)
    {
        try
        {
            return await store.GetAsync(caller.Access(pathwayId), pathwayId, cancellation);
        }
        catch (StoreException damaged) when (damaged.InnerException is CryptographicException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static string? Given(string value) => value.Length > 0 ? value : null;
}
