using Forlop.Host.Scenarios;

namespace Forlop.Host.Tests.Scenarios;

/// <summary>That a scenario fails when it should: each test expects something that is not so.</summary>
public sealed class DifferenceTests : IClassFixture<RunningSidecar>, IDisposable
{
    private const string Opening = """
        scenario: A test
        clock: 2026-01-12
        steps:
          - name: opening
            call: PathwayService.OpenPathway
            request:
              child_reference: child-${run}
              trigger: INVESTIGATION
              circumstances: &child
                birth_on: 2018-05-03
                care_basis: PARENTS
                placement_kind: HOME
                responsible_kommunenummer: 9901
                resident_kommunenummer: 9901
                protection_grade: UNGRADED
                consent_holders: [{ holder_id: mor, role: PARENT }]
            save: { opened: receipt.pathway_id }

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("forlop-difference-");
    private readonly SidecarClient client;

    public DifferenceTests(RunningSidecar sidecar) => client = SidecarClient.OverSocket(sidecar.Data);

    public void Dispose()
    {
        client.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("pathway.state: STARTED", "now pathway.state", "STARTED", "UNDER_CONSIDERATION")]
    [InlineData("pathway.version: 3", "now pathway.version", "3", "2")]
    [InlineData("pathway.coordinator_user_id: somebody", "now pathway.coordinator_user_id", "somebody", "(empty)")]
    [InlineData("pathway.decision.start: true", "now pathway.decision.start", "true", "false")]
    [InlineData("pathway.engagements.length: 1", "now pathway.engagements.length", "1", "0")]
    [InlineData("pathway.engagements[e1].state: SENT", "now pathway.engagements[e1].state", "SENT", "(0 elements [e1] in engagements, which has 0)")]
    [InlineData("pathway.deadlines[d7].state: MET", "now pathway.deadlines[d7].state", "MET", "(0 elements [d7] in deadlines, which has 1: d1)")]
    [InlineData("pathway.deadlines[kind=CONSIDERATION].due_on: 2026-02-22", "now pathway.deadlines[kind=CONSIDERATION].due_on", "2026-02-22", "2026-02-23")]
    public Task A_wrong_value_of_the_pathway(string line, string what, string expected, string actual) =>
        DiffersAsync($"    expect:\n      now:\n        {line}\n", 20, what, expected, actual);

    [Fact]
    public Task A_wrong_value_of_the_answer() => DiffersAsync("    expect:\n      fields: { receipt.stage: FILED }\n", 19, "receipt.stage", "FILED", "COMMITTED");

    [Fact]
    public Task A_task_that_is_missing() => DiffersAsync(
        "    expect:\n      tasks:\n        - { kind: RECORD_PARTICIPATION }\n        - { kind: CLOSE }\n", 21, "tasks", "CLOSE", "DECIDE_START by 2026-02-23");

    [Fact]
    public Task A_task_of_another_engagement() => DiffersAsync(
        "    expect:\n      tasks: [{ kind: DECIDE_START, subject: e1 }]\n", 19, "tasks", "DECIDE_START e1", "RECORD_PARTICIPATION by 2026-02-23, DECIDE_START by 2026-02-23");

    [Fact]
    public Task A_task_too_many() => DiffersAsync(
        "    expect:\n      tasks: [{ kind: DECIDE_START }]\n      no_other_tasks: true\n", 20, "tasks", "no others", "RECORD_PARTICIPATION by 2026-02-23");

    [Fact]
    public Task A_task_for_another_day() => DiffersAsync(
        "    expect:\n      tasks: [{ kind: DECIDE_START, due_on: 2026-02-24 }]\n", 19, "tasks DECIDE_START due_on", "2026-02-24", "2026-02-23");

    [Fact]
    public Task A_task_that_is_not_overdue() => DiffersAsync(
        "    expect:\n      tasks: [{ kind: DECIDE_START, overdue: true }]\n", 19, "tasks DECIDE_START overdue", "true", "false");

    [Fact]
    public Task An_action_that_is_not_permitted() => DiffersAsync(
        "    expect: { permitted: [PathwayService.ClosePathway] }\n", 18, "PathwayService.ClosePathway", "permitted", "not permitted: ");

    [Fact]
    public Task An_action_that_is_permitted() => DiffersAsync(
        "    expect: { not_permitted: [PathwayService.RecordParticipation] }\n", 18, "PathwayService.RecordParticipation", "not permitted", "permitted");

    [Fact]
    public Task A_refusal_where_none_is_expected() => DiffersAsync(
        "  - call: PathwayService.ClosePathway\n    request: { summary_reference: s, family_informed: true }\n", 18, "code", "OK", "FAILED_PRECONDITION NOT_PERMITTED_NOW: ");

    [Fact]
    public Task An_answer_where_a_refusal_is_expected() => DiffersAsync(
        "  - call: PathwayService.GetPathway\n    expect: { code: ALREADY_EXISTS }\n", 19, "code", "ALREADY_EXISTS", "OK");

    [Fact]
    public Task Another_code() => DiffersAsync(
        "  - call: PathwayService.RecordParticipation\n    expect:\n      code: NOT_FOUND\n", 20, "code", "NOT_FOUND", "INVALID_ARGUMENT MALFORMED (code): ");

    [Fact]
    public Task Another_reason() => DiffersAsync(
        "  - call: PathwayService.RecordParticipation\n    expect: { reason: NATIONAL_ID }\n", 19, "reason", "NATIONAL_ID", "INVALID_ARGUMENT MALFORMED (code): ");

    [Fact]
    public Task Another_field_of_the_refusal() => DiffersAsync(
        "  - call: PathwayService.RecordParticipation\n    expect: { reason: MALFORMED, refusal: { field: reason } }\n", 19, "refusal field", "reason", "code");

    [Fact]
    public Task An_answer_of_other_bytes() => DiffersAsync(
        "  - call: PathwayService.OpenPathway\n    request: { child_reference: \"other-${run}\", trigger: REQUEST, circumstances: *child }\n    same_bytes_as: opening\n",
        20,
        "same_bytes_as",
        "the answer of \"opening\": { \"stage\": \"STAGE_COMMITTED\"",
        "{ \"stage\": \"STAGE_COMMITTED\"");

    [Fact]
    public Task A_value_that_is_not_there_to_be_saved() => DiffersAsync(
        "  - call: PathwayService.GetPathway\n    save: { coordinator: pathway.coordinator_user_id }\n", 19, "save coordinator", "a value", "(empty)");

    [Fact]
    public async Task Nothing_after_the_first_difference_is_played()
    {
        var (isSame, output) = await PlayAsync("  - call: PathwayService.GetPathway\n    expect: { code: NOT_FOUND }\n  - call: PathwayService.ProposeClosure\n");
        Assert.False(isSame);
        Assert.DoesNotContain("ProposeClosure", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_may_be_written_as_in_json_and_codes_with_their_prefix()
    {
        var (isSame, output) = await PlayAsync("""
              - call: PathwayService.RecordParticipation
                request: { pathwayId: "${opened}", code: PARTICIPATION_CODE_CONVERSATION, expectedVersion: 2, source: SOURCE_PHONE, occurredOn: 2026-01-12 }
                expect:
                  now: { pathway.state: PATHWAY_STATE_UNDER_CONSIDERATION, "pathway.participations[CONVERSATION].occurredOn": 2026-01-12 }

            """);
        Assert.True(isSame, output);
    }

    [Fact]
    public async Task Who_calls_can_be_anybody_with_a_credential()
    {
        var (isSame, output) = await PlayAsync("""
              - as: { institution: solvik }
                call: PathwayService.GetPathway
                expect: { code: PERMISSION_DENIED, reason: ROLE_NOT_ALLOWED, now: { pathway.version: 2 } }
              - as: { credential: dev-several, role: LEADER }
                call: PathwayService.GetPathway
                expect: { reason: TENANT_UNCLEAR }
              - as: { credential: dev-several, tenant: havnes, role: LEADER, user: leder-1 }
                call: PathwayService.GetPathway
              - as: { role: OPERATOR }
                call: AuditService.VerifyLog
                expect: { fields: { whole: true } }
              - as: { user: "Kari Nordmann" }
                call: PathwayService.GetPathway
                expect: { code: INVALID_ARGUMENT, reason: ACTOR_MISSING }

            """);
        Assert.True(isSame, output);
    }

    [Fact]
    public async Task What_is_printed_holds_no_token()
    {
        var (_, output) = await PlayAsync("  - call: PathwayService.GetPathway\n    expect: { code: NOT_FOUND }\n");
        Assert.DoesNotContain("Bearer", output, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9a-f]{64}", output);
    }

    private async Task DiffersAsync(string steps, int line, string what, string expected, string actual)
    {
        var (isSame, output) = await PlayAsync(steps);
        Assert.False(isSame, output);
        Assert.Contains($"test.yaml:{line}: {what}\n", output, StringComparison.Ordinal);
        Assert.Contains($"expected  {expected}", output, StringComparison.Ordinal);
        Assert.Contains($"actual    {actual}", output, StringComparison.Ordinal);
    }

    private async Task<(bool IsSame, string Output)> PlayAsync(string steps)
    {
        var path = Path.Combine(folder.FullName, "test.yaml");
        await File.WriteAllTextAsync(path, Opening.ReplaceLineEndings("\n") + steps);

        // One sidecar for all of these tests: each has a child of its own.
        return await ScenarioFiles.PlayAsync(path, client, run: Guid.CreateVersion7().ToString("N"));
    }
}
