using Forlop.Contracts.V1;
using Forlop.Pathways.Dates;
using Forlop.Pathways.Texts;
using NodaTime;

namespace Forlop.Pathways.Rules;

/// <summary>What consent allows on a day, as an answer to whoever asks before releasing.</summary>
public static class DisclosureAnswer
{
    /// <summary>Null when the question is whole.</summary>
    public static Refusal? Malformed(EvaluateDisclosureRequest request) =>
        Check.Code("purpose", request.Purpose)
        ?? (request.Purpose == ConsentPurpose.InformationSharing && request.Recipient == HealthInstanceType.Unspecified ? Refusals.Malformed("recipient", "required") : null)
        ?? (request.Purpose == ConsentPurpose.InformationSharing ? Check.Code("direction", request.Direction) : null)
        ?? Check.Codes("areas", request.Areas, required: false);

    public static EvaluateDisclosureResponse Of(Pathway pathway, EvaluateDisclosureRequest request, LocalDate today)
    {
        // Both ways are two questions: one may rest on a consent, the other on another one.
        var ways = request.Purpose == ConsentPurpose.Participation ? [DisclosureDirection.Unspecified]
            : request.Direction == DisclosureDirection.Both ? [DisclosureDirection.ToHealth, DisclosureDirection.FromHealth]
            : new[] { request.Direction };
        Disclosure[] found = [.. ways.Select(way => Consents.Evaluate(pathway, new Asked(request.Purpose, request.Recipient, way, [.. request.Areas]), today))];
        var blocked = found.FirstOrDefault(one => !one.IsAllowed);
        var stated = found.Select(one => one.Stated).FirstOrDefault(basis => basis is not null);
        var response = new EvaluateDisclosureResponse { Allowed = blocked is null, EvaluatedOn = Day.Format(today) };
        if (blocked is not null)
        {
            response.Blocks.AddRange(found.SelectMany(one => one.Blocks).Distinct());
            response.Explanation = Text.Of("disclosure.blocked");
            return response;
        }

        response.LegalBasis = found[0].Basis;
        response.ConsentIds.AddRange(found.SelectMany(one => one.ConsentIds).Distinct());
        (response.BasisId, response.BasisReason) = (stated?.BasisId ?? "", stated?.Reason ?? "");
        response.Explanation = Text.Of(stated is null ? "disclosure.consent" : "disclosure.stated");
        return response;
    }
}
