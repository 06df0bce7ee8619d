using System.Runtime.CompilerServices;
using Forlop.Pathways.Machines;

namespace Forlop.Pathways.Tests.Machines;

/// <summary>The committed pictures are those of the tables. Renew them with <c>FORLOP_RENEW=1 dotnet test tests/Forlop.Pathways.Tests</c>.</summary>
public sealed class DiagramTests
{
    private const string Pathway = """
        # The pathway

        What can happen to one run of the pathway, as definition 1 has it. Made from `Machines/PathwayDefinition.cs` by a test: change the
        table, not this file. What stands in brackets has to hold; an arrow back to its own state is permitted and moves nothing.
        """;

    private const string Engagement = """
        # The engagement

        What can happen to one health instance that is asked about a child, as definition 1 has it. Made from
        `Machines/EngagementDefinition.cs` by a test: change the table, not this file.
        """;

    [Fact]
    public void The_picture_of_the_pathway_is_that_of_its_table() => IsThatOf("PATHWAY.md", Pathway, PathwayDefinition.V1.Diagram());

    [Fact]
    public void The_picture_of_the_engagement_is_that_of_its_table() => IsThatOf("ENGAGEMENT.md", Engagement, EngagementDefinition.V1.Diagram());

    private static void IsThatOf(string file, string about, string diagram)
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../host/Forlop.Pathways", file);
        var wanted = $"{about}\n\n```mermaid\n{diagram}\n```\n".ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("FORLOP_RENEW") == "1")
        {
            File.WriteAllText(path, wanted);
        }

        var found = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(wanted == found, $"host/Forlop.Pathways/{file} is not what the table gives. Renew it: FORLOP_RENEW=1 dotnet test tests/Forlop.Pathways.Tests");
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
