using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.PluginHost;

/// <summary>
/// What the contract asks of an answer, whoever wrote the plugin. Enum values that are not known here pass: lists grow. What an inbox
/// offers is looked at item by item by whoever takes it, so that one that is malformed keeps no other out.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>The first rule that the answer breaks, without anything of the answer; null when it breaks none.</summary>
    public static string? Broken(object? answer) => answer switch
    {
        RouteResponse route => Broken(route),
        ExamineResponse { AnswerCase: ExamineResponse.AnswerOneofCase.None } => "the examination holds no answer",
        FileResponse filed => Broken(filed.Stage, filed.ArchiveId),
        CheckFilingResponse filed => Broken(filed.Stage, filed.ArchiveId),
        LookupChildResponse { Circumstances: null } => "the child's circumstances are missing",
        DeliverResponse { Version: < 0 } => "CS-4: the version is negative",
        _ => null,
    };

    private static string? Broken(Stage stage, string archiveId) => stage switch
    {
        Stage.Delivered => null,
        Stage.Filed when archiveId.Length > 0 => null,
        Stage.Filed => "FI-2: FILED without the archive's id",
        _ => "FI-2: the stage is neither DELIVERED nor FILED",
    };

    private static string? Broken(RouteResponse answer)
    {
        if (answer.Suggestions.Count == 0 && answer.NoRoute is null)
            return "RO-1: the answer holds neither a suggestion nor a no_route";
        if (answer.Suggestions.Count == 0 && !InBoth(answer.NoRoute.Reason))
            return "RO-3: the no_route lacks its reason in bokmål or nynorsk";
        foreach (var suggestion in answer.Suggestions)
        {
            if (suggestion.RuleId.Length == 0 || !InBoth(suggestion.Reason))
                return "RO-3: a suggestion lacks its rule id, or its reason in bokmål or nynorsk";
            if (suggestion.Kind == RouteKind.Unspecified || suggestion.Instance is null || suggestion.Instance.InstanceId.Length == 0)
                return "RO-3: a suggestion lacks its kind or its instance";
            if (suggestion.Kind == RouteKind.Referral && suggestion.Instance.Type == HealthInstanceType.ChildWelfareLiaison)
                return "a suggestion would refer to barnevernsansvarlig, who gives advice and receives no referral";
        }

        return null;
    }

    private static bool InBoth(LocalizedText? text) => !string.IsNullOrWhiteSpace(text?.Nb) && !string.IsNullOrWhiteSpace(text.Nn);
}
