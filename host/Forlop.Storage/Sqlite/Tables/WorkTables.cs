namespace Forlop.Storage.Sqlite.Tables;

/// <summary>Where a page of tasks ends: the key of its last row.</summary>
internal readonly record struct TaskKey(int DueOn, long Stream, int Kind, string Subject);

internal sealed record FoundTask(long Stream, TaskRow Row)
{
    public TaskKey Key => new(Row.DueOn, Stream, Row.Kind, Row.Subject);
}

internal sealed record FoundTimer(long Stream, TimerRow Row);

/// <summary>Tasks and timers, by day. They follow from the pathways and can be made again from them.</summary>
internal sealed class WorkTables(Database database)
{
    private readonly Statement addTask = database.Prepare("INSERT INTO tasks (tenant, due_on, stream, kind, subject, assigned_to, unit) VALUES (?, ?, ?, ?, ?, ?, ?)");
    private readonly Statement removeTask = database.Prepare("DELETE FROM tasks WHERE tenant = ? AND due_on = ? AND stream = ? AND kind = ? AND subject = ?");
    private readonly Statement addTimer = database.Prepare("INSERT INTO timers (due_on, stream, deadline_id) VALUES (?, ?, ?)");
    private readonly Statement removeTimer = database.Prepare("DELETE FROM timers WHERE due_on = ? AND stream = ? AND deadline_id = ?");
    private readonly Statement timersAfter = database.Prepare("SELECT due_on, stream, deadline_id FROM timers WHERE (due_on, stream, deadline_id) > (?, ?, ?) ORDER BY due_on, stream, deadline_id LIMIT ?");

    private readonly Statement tasksAfter = database.Prepare("""
        SELECT due_on, stream, kind, subject, assigned_to, unit FROM tasks
        WHERE tenant = ? AND (due_on, stream, kind, subject) > (?, ?, ?, ?)
        ORDER BY due_on, stream, kind, subject LIMIT ?
        """);

    public bool Has(Tenant tenant, FoundTask task) =>
        TasksAfter(tenant, task.Key with { Kind = task.Row.Kind - 1 }, 64).Contains(task);

    public bool Has(FoundTimer timer) => TimersAfter(timer with { Row = timer.Row with { DeadlineId = "" } }, 64).Contains(timer);

    public void Write(Tenant tenant, long stream, IndexRows rows, IndexRows previous)
    {
        if (ReferenceEquals(rows, previous))
        {
            return;
        }

        foreach (var gone in previous.Tasks.Except(rows.Tasks))
        {
            removeTask.Bind(tenant.Row).Bind(gone.DueOn).Bind(stream).Bind(gone.Kind).Bind(gone.Subject).Run();
        }

        foreach (var task in rows.Tasks.Except(previous.Tasks))
        {
            addTask.Bind(tenant.Row).Bind(task.DueOn).Bind(stream).Bind(task.Kind).Bind(task.Subject).Bind(task.AssignedTo).Bind(task.Unit).Run();
        }

        foreach (var gone in previous.Timers.Except(rows.Timers))
        {
            removeTimer.Bind(gone.DueOn).Bind(stream).Bind(gone.DeadlineId).Run();
        }

        foreach (var timer in rows.Timers.Except(previous.Timers))
        {
            addTimer.Bind(timer.DueOn).Bind(stream).Bind(timer.DeadlineId).Run();
        }
    }

    public List<FoundTask> TasksAfter(Tenant tenant, TaskKey key, int limit)
    {
        using var rows = tasksAfter.Bind(tenant.Row).Bind(key.DueOn).Bind(key.Stream).Bind(key.Kind).Bind(key.Subject).Bind(limit).Read();
        var result = new List<FoundTask>();
        while (rows.Next())
        {
            result.Add(new(rows.Number(1), new TaskRow((int)rows.Number(0), (int)rows.Number(2), rows.Text(3), rows.Text(4), rows.Text(5))));
        }

        return result;
    }

    public List<FoundTimer> TimersAfter(FoundTimer? key, int limit) =>
        Timers(timersAfter.Bind(key?.Row.DueOn ?? 0).Bind(key?.Stream ?? 0).Bind(key?.Row.DeadlineId ?? "").Bind(limit));

    private static List<FoundTimer> Timers(Statement statement)
    {
        using var rows = statement.Read();
        var result = new List<FoundTimer>();
        while (rows.Next())
        {
            result.Add(new(rows.Number(1), new TimerRow((int)rows.Number(0), rows.Text(2))));
        }

        return result;
    }
}
