using System.Collections;
using Forlop.Contracts.V1;
using Forlop.Pathways.Decisions;
using Google.Protobuf;
using static Forlop.Pathways.Tests.Decisions.Requests;

namespace Forlop.Pathways.Tests.Decisions;

/// <summary>Deciding and folding keep nothing of what they are given, and change none of it.</summary>
public sealed class PurityTests
{
    [Theory]
    [MemberData(nameof(EveryCommand.Numbers), MemberType = typeof(EveryCommand))]
    public void The_same_pathway_and_request_give_the_same_decision_and_neither_is_touched(int command)
    {
        var (course, request) = EveryCommand.Accepted[command];
        var story = course();
        var before = story.Now.Clone();
        var asked = EveryCommand.Whole(request());
        var askedBefore = asked.ToByteString();

        var one = Assert.IsType<Decision.Accepted>(story.Decide(asked));
        var two = Assert.IsType<Decision.Accepted>(story.Decide(asked));

        Assert.Equal(one.SubjectId, two.SubjectId);
        Assert.Equal(one.Events, two.Events);
        Assert.Equal(before, story.Now);
        Assert.Equal(askedBefore, asked.ToByteString());

        EveryCommand.Fill(asked, "changed");
        Assert.Equal(two.Events, one.Events);
        Assert.Equal(Assert.IsType<Decision.Accepted>(story.Decide(EveryCommand.Whole(request()))).Events, one.Events);
    }

    [Theory]
    [MemberData(nameof(EveryCommand.Numbers), MemberType = typeof(EveryCommand))]
    public void The_fold_keeps_nothing_of_an_entry_and_changes_none(int command)
    {
        var (course, request) = EveryCommand.Accepted[command];
        var story = course().Do(EveryCommand.Whole(request()));
        var before = story.History.Select(entry => entry.ToByteString()).ToList();

        Spoil(story.Now);

        Assert.Equal(before, story.History.Select(entry => entry.ToByteString()));
    }

    /// <summary>Changes whatever hangs below, lists included.</summary>
    private static void Spoil(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var held = field.Accessor.GetValue(message);
            foreach (var nested in (field.IsRepeated ? (IEnumerable)held : new[] { held }).OfType<IMessage>())
            {
                Spoil(nested);
            }

            field.Accessor.Clear(message);
        }
    }
}
