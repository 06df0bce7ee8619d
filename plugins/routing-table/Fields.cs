using Forlop.Contracts.Options.V1;
using Forlop.Contracts.Plugin.V1;
using Google.Protobuf.Reflection;

namespace Forlop.Plugins.RoutingTable;

/// <summary>The fields of the question, by the names that tables use.</summary>
internal static class Fields
{
    /// <summary>Text fields that a rule can compare and a lookup can go by.</summary>
    public static readonly IReadOnlyList<string> Texts =
        ["resident_kommunenummer", "resident_district", "gp_office_id", "school_id", "institution_id"];

    public static FieldDescriptor Of(string name) => RouteRequest.Descriptor.FindFieldByName(name);

    /// <summary>True when the host blanks the field unless the manifest asks for it.</summary>
    public static bool MustBeGranted(string name) =>
        Of(name).GetOptions()?.GetExtension(OptionsExtensions.Sensitivity) is { } sensitivity && sensitivity != Sensitivity.Unspecified;
}
