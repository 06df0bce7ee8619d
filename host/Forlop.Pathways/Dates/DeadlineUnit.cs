namespace Forlop.Pathways.Dates;

public enum DeadlineUnit
{
    Days,
    Weeks,
    WorkingDays,

    /// <summary>To the same day of a later month, or its last day when it has no such day: three months are not ninety days.</summary>
    Months,
}
