using Forlop.Contracts.V1;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

public sealed class RefusalTests
{
    [Fact]
    [Trait("Must", "PW-3")]
    public void To_decide_either_way_is_refused_until_the_childs_participation_is_recorded()
    {
        var course = Given.Opened();

        foreach (var decision in new Google.Protobuf.IMessage[] { Start(), NotStart() })
        {
            var refusal = course.Refuses(decision, RefusalReason.ParticipationMissing);
            Assert.Contains(Role.Caseworker, refusal.WhoCanAct);
            Assert.Contains(refusal.PermittedActions, action => action is { Rpc: "PathwayService.RecordParticipation", Permitted: true });
            Assert.False(refusal.RetryCanHelp);
        }

        course.Do(Participation(ParticipationCode.NoOpportunity, "Bortreist")).Do(NotStart()).Is(PathwayState.NotStarted);
    }

    [Fact]
    [Trait("Must", "PW-5")]
    public void To_close_is_refused_while_an_engagement_is_neither_handed_over_nor_ended()
    {
        var course = Given.Accepted().Do(ProposeClosure());

        Assert.Equal(PathwayState.AwaitingClosure, course.Refuses(Close(), RefusalReason.EngagementOpen).State);
        course.Do(End("e1")).Do(Close()).Is(PathwayState.Closed);
    }

    [Theory]
    [Trait("Must", "PW-1")]
    [InlineData("12057012345")]
    [InlineData("120570 12345")]
    [InlineData("120570-12345")]
    [InlineData("12.05.70 12345")]
    [InlineData("12 05 70 123 45")]
    [InlineData("52057012345")]
    [InlineData(" 12057012345 ")]
    [InlineData("fnr:12057012345")]
    [InlineData("sak-12057012345")]
    [InlineData("120570/12345")]
    public void A_child_reference_that_has_the_form_of_a_national_id_is_refused(string reference)
    {
        var request = Open();
        request.ChildReference = reference;

        new Course().Refuses(request, RefusalReason.NationalId, "child_reference");
    }

    [Theory]
    [InlineData("sak-17")]
    [InlineData("123456789012")]
    [InlineData("2026-0001234")]
    [InlineData("2026.01.12-123")]
    [InlineData("2026/123456-1")]
    [InlineData("0199f1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1b")]
    public void A_reference_that_only_holds_digits_is_not_refused(string reference)
    {
        var request = Open();
        request.ChildReference = reference;

        new Course().Do(request);
    }

    [Fact]
    [Trait("Must", "GEN-7")]
    public void A_decision_does_not_come_before_the_child_has_taken_part_nor_a_second_one_before_the_first()
    {
        var course = Given.Opened().On("2026-01-20").Do(Participation());
        course.Refuses(At(Start(), "2026-01-19"), RefusalReason.DateImpossible, "occurred_on");
        course.Refuses(At(NotStart(), "2026-01-19"), RefusalReason.DateImpossible, "occurred_on");

        course.On("2026-01-22").Do(Start()).Refuses(At(NotStart(), "2026-01-21"), RefusalReason.DateImpossible, "occurred_on");
    }

    [Fact]
    [Trait("Must", "GEN-7")]
    public void Closing_does_not_come_before_its_proposal_nor_before_the_last_engagement_ended()
    {
        var course = Given.Accepted().On("2026-02-02").Do(ProposeClosure()).On("2026-02-04").Do(End("e1"));

        course.Refuses(At(Close(), "2026-02-03"), RefusalReason.DateImpossible, "occurred_on");
        Given.InCooperation().On("2026-02-02").Do(ProposeClosure()).Refuses(At(Close(), "2026-02-01"), RefusalReason.DateImpossible, "occurred_on");
        course.Do(Close());
    }

    [Fact]
    [Trait("Must", "GEN-7")]
    public void An_engagement_does_not_end_before_its_latest_step()
    {
        var course = Given.Sent().On("2026-02-10").Do(Accepted("e1"));

        course.Refuses(At(End("e1"), "2026-02-09"), RefusalReason.DateImpossible, "occurred_on");
        course.Do(Reported("e1")).Refuses(At(HandOver("e1", Gp), "2026-02-09"), RefusalReason.DateImpossible, "occurred_on");
    }

    [Theory]
    [InlineData(EngagementAnswer.Accepted, RejectionGround.Capacity, "", "rejection_ground")]
    [InlineData(EngagementAnswer.Rejected, RejectionGround.Capacity, "2026-02-02", "first_appointment_on")]
    [InlineData(EngagementAnswer.Accepted, RejectionGround.Unspecified, "2025-02-02", "first_appointment_on")]
    public void What_does_not_go_with_an_answer_is_refused_and_not_dropped(EngagementAnswer answer, RejectionGround ground, string firstAppointment, string field)
    {
        var request = new RecordAnswerRequest { EngagementId = "e1", Answer = answer, RejectionGround = ground, FirstAppointmentOn = firstAppointment };

        Assert.Equal(field, Given.Sent().Refuses(request).Field);
    }

    [Fact]
    public void A_direction_that_nobody_knows_is_refused_even_where_none_is_needed()
    {
        var consent = Consent(Mother);
        consent.Purposes.Remove(ConsentPurpose.InformationSharing);
        consent.Direction = (DisclosureDirection)97;

        Given.Opened().Refuses(consent, RefusalReason.Malformed, "direction");
    }

    [Fact]
    [Trait("Must", "ME-2")]
    public void A_fastlege_gets_neither_invitation_nor_referral_by_digital_mail()
    {
        var call = Call(MeetingKind.Clarification, "2026-01-20", Gp);
        call.Invitations[0].Channel = Channel.DigitalMail;
        Given.Started().Refuses(call, RefusalReason.Malformed, "invitations.channel");

        var referral = Prepare(Gp);
        referral.Channel = Channel.DigitalMail;
        Given.InCooperation().Refuses(referral, RefusalReason.Malformed, "channel");

        var toTheDentist = Prepare(Dentist);
        toTheDentist.Channel = Channel.DigitalMail;
        Given.InCooperation().Do(toTheDentist);
    }

    [Fact]
    public void Nobody_is_referred_to_a_child_welfare_liaison() =>
        Given.InCooperation().Refuses(
            Prepare(new HealthInstance { Type = HealthInstanceType.ChildWelfareLiaison, InstanceId = "barnevernsansvarlig" }), RefusalReason.Malformed, "instance.type");

    [Fact]
    public void An_instance_of_a_kind_that_this_program_does_not_know_is_kept_as_it_is()
    {
        var course = Given.InCooperation().Do(Prepare(new HealthInstance { Type = (HealthInstanceType)77, InstanceId = "nytt-tilbud" })).Do(Release("e1"));

        Assert.Equal(77, (int)course.Now.Engagements[0].Instance.Type);
    }

    [Theory]
    [Trait("Must", "GEN-7")]
    [InlineData("2026-01-13")]
    [InlineData("2018-05-02")]
    [InlineData("2199-12-31")]
    public void A_consideration_cannot_begin_tomorrow_or_before_birth(string day)
    {
        var request = Open();
        request.OccurredOn = day;

        new Course().Refuses(request, RefusalReason.DateImpossible, "occurred_on");
    }

    [Theory]
    [InlineData("2026-01-13")]
    [InlineData("1995-01-11")]
    [InlineData("1900-01-01")]
    public void A_birth_date_that_cannot_be_is_refused(string birth) =>
        new Course().Refuses(Open(birth), RefusalReason.DateImpossible, "circumstances.birth_on");

    [Fact]
    [Trait("Must", "GEN-7")]
    public void Each_step_of_a_referral_comes_no_sooner_than_the_one_before()
    {
        var course = Given.InCooperation().On("2026-02-02").Do(Prepare(Bup));
        course.Refuses(At(Release("e1"), "2026-02-01"), RefusalReason.DateImpossible, "occurred_on");
        course.Refuses(At(Release("e1"), "2026-02-03"), RefusalReason.DateImpossible, "occurred_on");
        course.On("2026-02-04").Do(Release("e1")).Refuses(At(Sent("e1"), "2026-02-03"), RefusalReason.DateImpossible, "occurred_on");
        course.On("2026-02-06").Do(Sent("e1"));
        course.Refuses(At(Received("e1"), "2026-02-05"), RefusalReason.DateImpossible, "occurred_on");
        course.Refuses(At(Accepted("e1"), "2026-02-05"), RefusalReason.DateImpossible, "occurred_on");
        course.On("2026-02-10").Do(Accepted("e1"));
        course.Refuses(At(Begun("e1"), "2026-02-09"), RefusalReason.DateImpossible, "occurred_on");
    }

    private static T At<T>(T request, string day)
        where T : Google.Protobuf.IMessage
    {
        request.Descriptor.FindFieldByName("occurred_on").Accessor.SetValue(request, day);
        return request;
    }
}
