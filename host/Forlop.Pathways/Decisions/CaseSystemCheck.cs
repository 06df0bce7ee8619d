using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using Google.Protobuf.Reflection;

namespace Forlop.Pathways.Decisions;

/// <summary>A question to a fagsystem about a child's situation, and its answer beside what a pathway has.</summary>
public static class CaseSystemCheck
{
    /// <summary>Null when the question can be asked.</summary>
    public static Refusal? Of(AskCaseSystemRequest request) => (request.PathwayId, request.ChildReference) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => Refusals.Malformed("child_reference", "either-or"),
        ({ Length: > 0 }, _) => null,
        _ => Check.Reference("child_reference", request.ChildReference, longest: 100),
    };

    /// <summary>The fields that are told and that are held otherwise, by their names in the contract. What is not told is not known, and differs from nothing.</summary>
    public static IEnumerable<string> Differing(Circumstances told, Circumstances held)
    {
        var (one, other) = (InOrder(told), InOrder(held));
        return from field in Circumstances.Descriptor.Fields.InDeclarationOrder()
               where IsTold(field, one) && !field.Accessor.GetValue(one).Equals(field.Accessor.GetValue(other))
               select field.Name;
    }

    private static bool IsTold(FieldDescriptor field, Circumstances told) => field.Accessor.GetValue(told) switch
    {
        System.Collections.IList list => list.Count > 0,
        string text => text.Length > 0,
        var code => Convert.ToInt32(code, System.Globalization.CultureInfo.InvariantCulture) != 0,
    };

    // Nobody says anything by the order in which who consents is told.
    private static Circumstances InOrder(Circumstances circumstances)
    {
        var ordered = circumstances.Clone();
        ordered.ConsentHolders.Clear();
        ordered.ConsentHolders.Add(circumstances.ConsentHolders.OrderBy(holder => holder.HolderId, StringComparer.Ordinal));
        return ordered;
    }
}
