namespace Forlop.Pathways.Dates;

/// <summary>What happens to a date that falls on a day off.</summary>
public enum DayOff
{
    /// <summary>It moves to the next working day.</summary>
    Next,

    /// <summary>It moves to the last working day before: whoever must have acted by then can still do so on a working day.</summary>
    Previous,

    /// <summary>It stays where it is.</summary>
    Unchanged,
}
