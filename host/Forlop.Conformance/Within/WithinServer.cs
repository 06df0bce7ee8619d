using System.Text;
using System.Text.Json;
using Forlop.Contracts.V1;
using Forlop.PluginHost;
using Forlop.PluginHost.Serving;
using Forlop.PluginHost.Workers;

namespace Forlop.Conformance.Within;

/// <summary>The other side of <see cref="WithinExaminer"/>: this process and the plugin are one.</summary>
internal static class WithinServer
{
    /// <returns>0 when it answered; 2 when nobody asked.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output)
    {
        if (await BoundedLines.ReadAsync(input, CancellationToken.None, WithinExaminer.LongestLine) is not { } line || JsonSerializer.Deserialize(line, WithinJson.Default.WithinOrder) is not { } order)
            return 2;
        // Whoever asked may be gone, and the plugin may keep every thread.
        _ = new EndOfInput(input, TimeSpan.Zero);
        WithinAnswer answer;
        try
        {
            answer = new WithinAnswer(await ExamineAsync(order), null);
        }
        catch (CannotExamineException e)
        {
            answer = new WithinAnswer(null, e.Message);
        }

        // What the plugin printed last may have no end of its own.
        await output.WriteAsync(Encoding.UTF8.GetBytes($"\n{order.Nonce} {JsonSerializer.Serialize(answer, WithinJson.Default.WithinAnswer)}\n"));
        await output.FlushAsync();
        return 0;
    }

    private static async Task<Reports.LevelFindings> ExamineAsync(WithinOrder order)
    {
        // The copies are the asker's, who deletes them.
        var package = ExaminedPackage.OfCopies(order.Folder, order.PluginId, order.CodeId);
        var options = new ConformanceOptions
        {
            Path = order.Folder,
            ShippedFolder = order.Folder,
            WorkerCommand = [],
            IsTestSystem = order.IsTestSystem,
            ChildReference = order.ChildReference,
            Kommunenummer = order.Kommunenummer,
            QuestionStride = order.QuestionStride,
            CallPatience = order.CallPatience,
            StartPatience = order.StartPatience,
            EndPatience = order.EndPatience,
        };
        await using var specimen = new Specimen(package, order.TenantId, PluginLevel.InProcess, options) { LevelsToCome = order.LevelsToCome, IsConfined = order.IsConfined };
        return await new LevelExamination(specimen, order.TodayOn).RunAsync();
    }
}
