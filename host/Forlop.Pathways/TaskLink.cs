using Forlop.Contracts.V1;
using Forlop.Pathways.Settings;

namespace Forlop.Pathways;

/// <summary>Where a task leads in the fagsystem. What is put in is escaped: a reference can never become another address.</summary>
internal static class TaskLink
{
    public static string Of(Pathway pathway, PendingTask pending, ServiceSettings settings) => settings.TaskLink is not { } template
        ? ""
        : template
            .Replace("{pathway_id}", Uri.EscapeDataString(pathway.PathwayId), StringComparison.Ordinal)
            .Replace("{task_kind}", pending.Kind.ToString(), StringComparison.Ordinal)
            .Replace("{subject_id}", Uri.EscapeDataString(pending.SubjectId), StringComparison.Ordinal)
            .Replace("{child_reference}", Uri.EscapeDataString(pathway.ChildReference), StringComparison.Ordinal);
}
