using Forlop.Contracts.V1;
using Forlop.Host.Security;
using Forlop.Host.Transport;
using Forlop.Pathways.Dates;
using Forlop.Storage;
using Grpc.Core;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.WorklistService</c>.</summary>
[BindServiceMethod(typeof(WorklistRpcService), nameof(Bind))]
internal sealed class WorklistRpcService(Callers callers, IPathwayStore store, TimeProvider calendar) : WorklistService.WorklistServiceBase
{
    public static void Bind(ServiceBinderBase binder, WorklistService.WorklistServiceBase? service) => WorklistService.BindService(new CheckedBinder(binder), service);

    public override async Task<ListTasksResponse> ListTasks(ListTasksRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        var filter = new TaskFilter(request.AssignedToUserId.Length > 0 ? request.AssignedToUserId : null, request.OverdueOnly, Day.Today(calendar));
        var page = await store.TasksAsync(caller.Access(), filter, Paging.Of(request.PageSize, request.PageToken, usual: 50, most: 200), context.CancellationToken);
        var response = new ListTasksResponse { NextPageToken = page.NextToken };
        response.Tasks.AddRange(page.Items);
        return response;
    }
}
