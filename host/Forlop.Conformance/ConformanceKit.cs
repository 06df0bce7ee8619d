using System.Globalization;
using Forlop.Conformance.Checks;
using Forlop.Conformance.Reports;
using Forlop.Conformance.Within;
using Forlop.Contracts.V1;
using Forlop.PluginHost;

namespace Forlop.Conformance;

/// <summary>
/// Runs a plugin through the numbered rules of <c>forlop.plugin.v1</c>. It starts, asks, ends and kills the plugin by the code by
/// which a host does, and judges the answers by the rules by which a host judges them.
/// </summary>
public static class ConformanceKit
{
    /// <summary>This kit's release.</summary>
    public static string Version => typeof(ConformanceKit).Assembly.GetName().Version!.ToString(3);

    /// <summary>Examines a package.</summary>
    /// <returns>What came of each rule, at each level.</returns>
    /// <exception cref="CannotExamineException">There is nothing to be found, for or against; the message gives the cure.</exception>
    public static async Task<ConformanceReport> ExamineAsync(ConformanceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var package = ExaminedPackage.Open(options);
        var manifest = package.Plugin.Manifest;
        var kind = manifest.Kinds[0];
        var tenant = TenantOf(manifest, options);
        if (kind != PluginKinds.Routing && !options.IsTestSystem)
            throw new CannotExamineException($"A plugin of the kind '{kind}' acts on the system that its settings name. Make settings that name a test system, and say so with --test-system: invented documents, events and acknowledgements will go there.");
        if (kind == PluginKinds.CaseSystem && string.IsNullOrEmpty(options.ChildReference))
            throw new CannotExamineException("A fagsystem plugin is examined with a child. Name an invented one that the test system knows, with --child.");

        if (options.Tools.Bubblewrap is null && !options.MayRunUnconfined && !package.CameWith(options))
            throw new CannotExamineException("This machine has no bubblewrap (bwrap) that works, so the package's code would do whatever you can do yourself. Install bubblewrap, or say --unconfined for a package that you trust.");

        var today = Today(options.Clock);
        var asked = kind == PluginKinds.Routing && !package.IsEngine ? RoutingQuestions.NumbersFor(package.Plugin, options) : null;
        var levels = new List<LevelFindings>();
        var planned = LevelsOf(package, options);
        foreach (var (at, level) in planned.Index())
        {
            if (level == PluginLevel.InProcess && options.WithinCommand.Count > 0)
            {
                levels.Add(await new WithinExaminer(package, tenant, today, options).RunAsync(planned.Count - at));
                continue;
            }

            await using var specimen = new Specimen(package, tenant, level, options)
            {
                LevelsToCome = planned.Count - at,
                IsFirstLevel = at == 0,
                IsConfined = level == PluginLevel.Worker && options.Tools.Bubblewrap is not null,
            };
            levels.Add(await new LevelExamination(specimen, today).RunAsync());
        }

        return new ConformanceReport
        {
            Kit = Version,
            Contract = $"{ManifestReader.HostContract.Major}.{ManifestReader.HostContract.NewestMinor}",
            CheckedOn = today,
            Package = Of(package),
            TenantId = tenant.Length > 0 ? tenant : null,
            Asked = asked,
            Conforms = levels.TrueForAll(level => level.Rules.All(rule => rule.Result != RuleResult.Broken)),
            Levels = levels,
            NotSeenFromOutside = [.. from must in Musts.For(kind, PluginLevel.Worker) where must.Unseen is not null select new UnseenPart { Must = must.Id, What = must.Unseen! }],
        };
    }

    /// <summary>What a report says of a package, as it lies there now, and of whom it would be examined as; nothing of it is run.</summary>
    /// <exception cref="CannotExamineException">It is not whole, its engine is not there, or it does not serve that tenant.</exception>
    public static ExaminedSubject Identify(ConformanceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var package = ExaminedPackage.Open(options);
        return new ExaminedSubject(Of(package), TenantOf(package.Plugin.Manifest, options) is { Length: > 0 } tenant ? tenant : null);
    }

    /// <summary>
    /// The other side of <see cref="ConformanceOptions.WithinCommand"/>: one plugin within this process, as the line says that comes
    /// first, until it is examined or <paramref name="input"/> ends. Only the kit starts a program so.
    /// </summary>
    /// <param name="input">Where the line comes from.</param>
    /// <param name="output">Where the findings go.</param>
    /// <returns>The exit code: 0 when it answered.</returns>
    public static Task<int> ExamineWithinAsync(Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        return WithinServer.RunAsync(input, output);
    }

    private static ExaminedFiles Of(ExaminedPackage package)
    {
        var manifest = package.Plugin.Manifest;
        return new ExaminedFiles
        {
            Id = manifest.Id,
            Version = manifest.Version,
            Kind = manifest.Kinds[0],
            Sha256 = package.Hash,
            ContactsSha256 = package.ContactsHash,
            Engine = manifest.Engine is null ? null : new ExaminedEngine { Id = package.Code.Manifest.Id, Version = package.Code.Manifest.Version, Sha256 = package.CodeHash },
        };
    }

    private static string TenantOf(PluginManifest manifest, ConformanceOptions options) => options.TenantId switch
    {
        null => manifest.Tenants.Count > 0 ? manifest.Tenants[0] : "",
        { } asked when manifest.Tenants.Contains(asked) => asked,
        { } asked => throw new CannotExamineException($"The package does not serve the tenant '{PackagePath.Shown(asked)}'. It serves: {string.Join(", ", manifest.Tenants.DefaultIfEmpty("none, for it is an engine"))}."),
    };

    private static IReadOnlyList<PluginLevel> LevelsOf(ExaminedPackage package, ConformanceOptions options)
    {
        var isProgram = package.Code.Manifest.Command is not null;
        if (isProgram && options.Levels == ExaminedLevels.InProcess)
            throw new CannotExamineException("The plugin is a program of its own, and can run nowhere else. Leave --level out, or say worker.");
        return options.Levels switch
        {
            ExaminedLevels.InProcess => [PluginLevel.InProcess],
            ExaminedLevels.Worker => [PluginLevel.Worker],
            ExaminedLevels.ByOrigin when !package.CameWith(options) => [PluginLevel.Worker],
            _ => isProgram ? [PluginLevel.Worker] : [PluginLevel.InProcess, PluginLevel.Worker],
        };
    }

    private static string Today(TimeProvider clock) => clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
