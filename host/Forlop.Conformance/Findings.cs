using Forlop.Conformance.Reports;

namespace Forlop.Conformance;

/// <summary>What came of each rule at one level. Calls of one sweep may come in at the same time.</summary>
internal sealed class Findings(IReadOnlyList<Must> musts, bool canKill)
{
    private const string NotReached = "It was not reached: what comes before it did not hold.";
    private const string NoKill = "Not after a kill: within one process nothing can be killed.";

    // The first few say what is wrong; a routing table that is wrong is wrong a thousand times.
    private const int MostTold = 3;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Finding> found = musts.ToDictionary(must => must.Id, _ => new Finding());

    /// <summary>Why what was not reached was not; null while the examination goes on.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Nothing was seen against any rule so far.</summary>
    public bool IsUnbroken
    {
        get
        {
            lock (gate)
                return found.Values.All(finding => finding.Broken == 0);
        }
    }

    /// <summary>One look at one rule. <paramref name="otherwise"/> says what was seen, and never anything of the plugin's answer.</summary>
    /// <returns><paramref name="holds"/>.</returns>
    public bool Expect(string must, bool holds, string otherwise)
    {
        lock (gate)
        {
            var finding = found[must];
            finding.Looks++;
            if (!holds && finding.Broken++ < MostTold && !finding.Told.Contains(otherwise))
                finding.Told.Add(otherwise);
        }

        return holds;
    }

    /// <summary>The rule cannot be examined here.</summary>
    public void Pass(string must, string because)
    {
        lock (gate)
            found[must].Because = because;
    }

    /// <summary>A host would leave the plugin out: nothing after this is asked of it.</summary>
    public void Stop(string because) => Stopped = because;

    public IReadOnlyList<RuleFinding> Close() =>
    [
        .. from must in musts
           let finding = found[must.Id]
           select new RuleFinding
           {
               Must = must.Id,
               Result = finding.Broken > 0 ? RuleResult.Broken : finding.Looks > 0 ? RuleResult.Kept : RuleResult.NotExamined,
               Rule = must.Says,
               Examined = finding.Looks > 0 ? must.Examined : null,
               Looks = finding.Looks,
               BrokenLooks = finding.Broken,
               NotExaminedPart = finding.Looks > 0 && must.TakesAKill && !canKill ? NoKill : null,
               Found = finding.Told.Count > 0 ? finding.Told : null,
               Because = finding.Looks > 0 ? null : finding.Because ?? Stopped ?? (IsUnbroken ? null : NotReached) ?? throw new InvalidOperationException($"{must.Id} was neither looked at nor passed over."),
           },
    ];

    private sealed class Finding
    {
        public int Looks { get; set; }

        public int Broken { get; set; }

        public List<string> Told { get; } = [];

        public string? Because { get; set; }
    }
}
