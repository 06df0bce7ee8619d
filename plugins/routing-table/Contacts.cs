using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;

namespace Forlop.Plugins.RoutingTable;

/// <summary>Offices by key, and the lists that say which office an id of the question belongs to.</summary>
internal sealed record Contacts(string File, IReadOnlyDictionary<string, Office> Offices, IReadOnlyDictionary<string, LookUp> LookUps)
{
    /// <summary>The office that the lookup gives, or <paramref name="otherwise"/> when the id is missing or not in the list.</summary>
    public Office Find(string? lookUp, string otherwise, RouteRequest request) =>
        Offices[lookUp is not null && LookUps[lookUp] is var list && list.Offices.TryGetValue(list.Id(request), out var found) ? found : otherwise];
}

internal sealed record Office(string Key, string Name, string Phone, IReadOnlyList<Channel> Channels, string ConfirmedOn, long ChannelsLine);

internal sealed record LookUp(string By, IReadOnlyDictionary<string, string> Offices)
{
    public string Id(RouteRequest request) => (string)Fields.Of(By).Accessor.GetValue(request);
}
