using Forlop.Contracts.V1;
using Forlop.Host.Effects;
using Forlop.Host.Effects.Exchange;
using Forlop.Host.Security;
using Forlop.Host.Settings;
using Forlop.Host.Transport;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Rules;
using Forlop.Storage;
using Grpc.Core;
using NodaTime;

namespace Forlop.Host.Services;

/// <summary><c>forlop.v1.OperatorService</c>.</summary>
[BindServiceMethod(typeof(OperatorRpcService), nameof(Bind))]
internal sealed class OperatorRpcService(Callers callers, IPathwayStore store, TimeProvider calendar, DeadlineWatch deadlines, Outbox outbox, ServiceSettingsProvider settings) : OperatorService.OperatorServiceBase
{
    public static void Bind(ServiceBinderBase binder, OperatorService.OperatorServiceBase? service) => OperatorService.BindService(new CheckedBinder(binder), service);

    public override async Task<SetClockResponse> SetClock(SetClockRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        if (!Day.TryParse(request.TodayOn, out var today))
        {
            throw RefusalStatus.Of(Refusals.Malformed("today_on", "date"));
        }

        if (calendar is not SimulatedCalendar simulated || !simulated.TrySet(Day.At(today, new LocalTime(8, 0))))
        {
            throw RefusalStatus.Of(Refusals.Of(RefusalReason.ClockFixed));
        }

        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        var passed = await deadlines.PassDueAsync(context.CancellationToken);
        await outbox.IdleAsync(context.CancellationToken);
        return new SetClockResponse { TodayOn = Day.Format(Day.Today(calendar)), DeadlinesPassed = passed };
    }

    public override async Task<ReloadSettingsResponse> ReloadSettings(ReloadSettingsRequest request, ServerCallContext context)
    {
        var caller = await callers.AuthoriseAsync(context);
        await store.RecordAccessAsync(caller.Access(), AccessOutcome.Answered, context.CancellationToken);
        return await settings.ReloadAsync(caller.Access(), context.CancellationToken);
    }
}
