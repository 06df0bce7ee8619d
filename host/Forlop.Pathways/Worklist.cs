using Forlop.Contracts.V1;
using NodaTime;
using Task = Forlop.Contracts.V1.Task;

namespace Forlop.Pathways;

/// <summary>What people have to do. Tasks follow from the pathway's state; nobody enters or deletes one.</summary>
public static class Worklist
{
    /// <summary>The open tasks of a pathway as they stand on <paramref name="today"/>, with their texts.</summary>
    public static IReadOnlyList<Task> TasksOf(Pathway pathway, LocalDate today) => [];
}
