namespace Forlop.Conformance.Checks;

/// <summary>
/// What is asked of one kind: of an instance, of the next after the first was ended in order, and of a third after the second was
/// killed. What is expected of the later ones is what the earlier ones said.
/// </summary>
internal interface IKindChecks
{
    Task FirstAsync(RunningSpecimen instance);

    Task AfterEndAsync(RunningSpecimen instance);

    Task AfterKillAsync(RunningSpecimen instance);

    /// <summary>
    /// Begins work that will not be finished: the instance is about to be ended, or killed. The outer task completes when half of it has
    /// reached the instance, the inner one with its end, whichever; both at once where a kind has no work that takes more than a moment.
    /// </summary>
    Task<Task> LeaveHalfDoneAsync(RunningSpecimen instance);

    /// <summary>All that can be looked at without changing anything, to be compared with another look.</summary>
    Task<IReadOnlyList<object>> LookAsync(RunningSpecimen instance);
}
