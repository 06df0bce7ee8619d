using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;

namespace Forlop.Pathways.Decisions;

/// <summary>Whether a request to rebind many children's references is whole, before any of them is looked for.</summary>
public static class RebindCheck
{
    private const int Most = 2000;

    public static Refusal? Of(RebindChildReferencesRequest request)
    {
        if (request.Bindings.Count is 0 or > Most)
        {
            return Refusals.Malformed("bindings", request.Bindings.Count == 0 ? "at-least-one" : "too-many");
        }

        for (var i = 0; i < request.Bindings.Count; i++)
        {
            var binding = request.Bindings[i];
            var refusal = Check.Reference($"bindings[{i}].pathway_id", binding.PathwayId)
                ?? Check.Reference($"bindings[{i}].old_reference", binding.OldReference, longest: 100)
                ?? Check.Reference($"bindings[{i}].new_reference", binding.NewReference, longest: 100);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return request.Bindings.DistinctBy(binding => binding.PathwayId).Count() == request.Bindings.Count ? null : Refusals.Malformed("bindings", "repeated");
    }
}
