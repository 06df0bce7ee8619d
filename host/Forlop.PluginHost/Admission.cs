using Forlop.Contracts.V1;
using Google.Protobuf.Collections;

namespace Forlop.PluginHost;

/// <summary>
/// Whether a sound package may run. What was shipped is approved by it. Anything else is approved as exactly that package, save a
/// routing table: it can do nothing but answer, so it runs for as long as it asks for nothing more than was approved, on the engine
/// that was. Whoever keeps one approves once, and not each time that a rule changes.
/// </summary>
internal sealed record Admission(PluginState State, LocalizedText? Problem, PluginRights? Approved, string ApprovedVersion)
{
    /// <summary>Its fagsystem is gone for good, as an operator said.</summary>
    public bool IsRetired { get; private init; }

    /// <summary>Null in <see cref="Problem"/> means that it may run, with what it asks for.</summary>
    public static Admission Of(PluginManifest manifest, PluginRights asks, string sha256, bool shipped, PluginDecision decision)
    {
        var approved = shipped ? asks : decision.Approval?.Rights;
        var version = shipped ? manifest.Version : decision.Approval?.Version ?? "";
        if (decision.Disabled)
            return new(PluginState.Disabled, decision.Retired ? Sentences.Retired(manifest.Id) : Sentences.Disabled(manifest.Id), approved, version) { IsRetired = decision.Retired };
        var beyond = Beyond(asks, approved ?? new());
        var mayRun = shipped || (decision.Approval is { } approval && IsEmpty(beyond) && (approval.PackageSha256 == sha256 || IsTableOn(approval.EngineId, manifest)));
        if (mayRun)
            return new(PluginState.LeftOut, null, approved, version);
        return new(
            PluginState.WaitingForApproval,
            approved is null ? Sentences.Waiting(manifest.Id, Words(asks, nn: false), Words(asks, nn: true)) : Sentences.WaitingAgain(manifest.Id, version, manifest.Version, Words(beyond, nn: false), Words(beyond, nn: true)),
            approved,
            version);
    }

    /// <summary>What its manifest asks for, and whether its code would run in the sidecar's process, which the operator brings about.</summary>
    public static PluginRights RightsOf(PluginManifest manifest, bool inProcess = false) =>
        new() { DataFields = { manifest.DataFields }, Network = { manifest.Network }, Tenants = { manifest.Tenants }, InProcess = inProcess };

    /// <summary>What is in the one and not in the other.</summary>
    public static PluginRights Beyond(PluginRights one, PluginRights other) => new()
    {
        DataFields = { one.DataFields.Except(other.DataFields) },
        Network = { one.Network.Except(other.Network) },
        Tenants = { one.Tenants.Except(other.Tenants) },
        InProcess = one.InProcess && !other.InProcess,
    };

    /// <summary>Puts the state, the rights and the difference where whoever lists the plugins sees them.</summary>
    public void Tell(PluginStatus status, PluginRights asks)
    {
        if (Problem is not null)
            (status.State, status.Problem) = (State, Problem);
        status.Retired = IsRetired;
        status.Asks = asks;
        status.ApprovedVersion = ApprovedVersion;
        if (Approved is null)
            return;
        status.Approved = Approved;
        status.NewlyAsked = Beyond(asks, Approved);
        status.NoLongerAsked = Beyond(Approved, asks);
    }

    private static bool IsTableOn(string engineId, PluginManifest manifest) => manifest.Engine is { } engine && engine == engineId && manifest.Kinds is [PluginKinds.Routing];

    private static bool IsEmpty(PluginRights rights) => rights.DataFields.Count + rights.Network.Count + rights.Tenants.Count == 0 && !rights.InProcess;

    private static string Words(PluginRights rights, bool nn)
    {
        if (IsEmpty(rights))
            return nn ? "ingenting meir" : "ingenting mer";
        return string.Join("; ", new[]
        {
            Part(nn ? "opplysningar" : "opplysninger", rights.DataFields), Part("nettadresser", rights.Network), Part(nn ? "tenester" : "tjenester", rights.Tenants),
            !rights.InProcess ? "" : nn ? "å køyre i Forløp sin eigen prosess" : "å kjøre i Forløps egen prosess",
        }.Where(part => part.Length > 0));
    }

    private static string Part(string what, RepeatedField<string> names) => names.Count == 0 ? "" : $"{what}: {string.Join(", ", names)}";
}
