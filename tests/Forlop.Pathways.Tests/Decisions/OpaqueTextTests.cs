using Forlop.Contracts.V1;
using Forlop.Pathways.Rules;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>What may stand in a reference, a key and a text.</summary>
public sealed class OpaqueTextTests
{
    [Theory]
    [InlineData("barn\u0000-1")]
    [InlineData("barn\n-1")]
    [InlineData("barn\u202E-1")]
    [InlineData("\uFEFFbarn-1")]
    [InlineData("barn-\uFFFD")]
    public void A_reference_that_two_readers_would_see_differently_is_refused(string reference)
    {
        var open = Open("2018-05-03");
        open.ChildReference = reference;
        new Course().Refuses(open, RefusalReason.Malformed, "child_reference");
    }

    [Theory]
    [InlineData("01020312345")]
    [InlineData("０１０２０３１２３４５")]
    [InlineData("٠١٠٢٠٣١٢٣٤٥")]
    [InlineData("fnr 010203 12345")]
    public void Eleven_digits_of_any_script_are_a_national_id(string value) => Assert.True(OpaqueText.LooksLikeNationalId(value));

    [Fact]
    public void A_name_cannot_stand_where_a_key_does()
    {
        var start = Start(HealthArea.Mental);
        start.CoordinatorUserId = "Kari Nordmann";
        Given.Opened().Do(Participation()).Refuses(start, RefusalReason.Malformed, "coordinator_user_id");
    }

    [Fact]
    public void A_text_keeps_its_line_breaks_and_refuses_what_came_as_broken_UTF_8()
    {
        var participation = Participation();
        participation.Note = "Første linje.\nAndre linje.";
        var course = Given.Opened().Do(participation);
        participation.Note = "S\uFFFDvnvansker";
        course.Refuses(participation, RefusalReason.Malformed, "note");
    }

    [Fact]
    public void A_list_longer_than_people_need_is_refused_before_it_makes_a_pathway_that_nobody_can_read()
    {
        var open = Open("2018-05-03");
        open.Circumstances.ConsentHolders.AddRange(Enumerable.Range(0, 60).Select(i => new ConsentHolder { HolderId = $"holder-{i}", Role = ConsentHolderRole.Parent }));
        new Course().Refuses(open, RefusalReason.Malformed, "circumstances.consent_holders");
    }
}
