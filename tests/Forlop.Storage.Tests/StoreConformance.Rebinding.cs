using Forlop.Contracts.V1;
using Forlop.Storage.Tests.Kit;

namespace Forlop.Storage.Tests;

/// <content>Other references for many children, as they are once all of them have theirs.</content>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Many_references_are_rebound_together_once_and_a_repeat_gets_the_same_receipt()
    {
        var one = await Store.OpenPathwayAsync("child-1");
        var two = await Store.OpenPathwayAsync("child-2");
        var command = Given.Rebinding((one, "child-1", "new-1"), (two, "child-2", "new-2"));

        var receipt = await Store.RebindAsync(command).Durably();
        var repeat = Assert.IsType<CommitResult.Committed>(await Store.RebindAsync(command));

        Assert.Equal((2, receipt), (receipt.EventCount, repeat.Receipt));
        Assert.Equal(["new-1", "new-2"], [(await Store.GetAsync(Given.Access(), one))!.ChildReference, (await Store.GetAsync(Given.Access(), two))!.ChildReference]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(Given.Opening(Given.NewId()), _ => Given.Opened("new-1")));
        await Store.OpenPathwayAsync("child-1");
        Assert.True((await Store.VerifyAsync()).Whole);
    }

    [Fact]
    [Trait("Must", "PW-12")]
    public async Task One_reference_that_cannot_be_rebound_leaves_all_as_they_were()
    {
        var one = await Store.OpenPathwayAsync("child-1");
        var two = await Store.OpenPathwayAsync("child-2");

        Assert.IsType<CommitResult.NotFound>(await Store.RebindAsync(Given.Rebinding((one, "child-1", "new-1"), (two, "child-3", "new-2"))));
        Assert.IsType<CommitResult.NotFound>(await Store.RebindAsync(Given.Rebinding((one, "child-1", "new-1"), (Given.NewId(), "child-2", "new-2"))));
        var taken = Assert.IsType<CommitResult.Refused>(await Store.RebindAsync(Given.Rebinding((one, "child-1", "new-1"), (two, "child-2", "new-1"))));

        Assert.Equal("bindings[1].new_reference", taken.Refusal.Field);
        Assert.Equal(["child-1", "child-2"], [(await Store.GetAsync(Given.Access(), one))!.ChildReference, (await Store.GetAsync(Given.Access(), two))!.ChildReference]);
    }

    [Fact]
    [Trait("Must", "PW-12")]
    public async Task Children_exchange_their_references_and_hand_them_on_in_one_request()
    {
        string[] ids = [await Store.OpenPathwayAsync("a"), await Store.OpenPathwayAsync("b"), await Store.OpenPathwayAsync("c"), await Store.OpenPathwayAsync("d"), await Store.OpenPathwayAsync("e")];

        // a and b exchange theirs; c hands on to d, d to e, and e takes a new one. In no order can they be written one by one.
        await Store.RebindAsync(Given.Rebinding((ids[0], "a", "b"), (ids[2], "c", "d"), (ids[1], "b", "a"), (ids[3], "d", "e"), (ids[4], "e", "f"))).Durably();
        Assert.Equal(["b", "a", "d", "e", "f"], await ReferencesAsync(ids));

        // Each is found by its own, also after reading everything anew, and nothing else is taken.
        await place.ReopenAsync();
        await FindsAsync("b", ids[0]);
        await FindsAsync("a", ids[1]);
        await FindsAsync("f", ids[4]);
        await Store.OpenPathwayAsync("c");
        Assert.True((await Store.VerifyAsync()).Whole);
    }

    [Fact]
    public async Task A_reference_that_only_an_ended_pathway_of_another_child_has_is_refused_by_the_position_of_its_binding()
    {
        var (one, two) = (await Store.OpenPathwayAsync("child-1"), await Store.OpenPathwayAsync("child-2"));
        var ended = await Store.OpenPathwayAsync("child-3");
        await Store.CommitAsync(Given.Writing(ended), _ => Given.Ended()).Durably();

        var taken = Assert.IsType<CommitResult.Refused>(await Store.RebindAsync(Given.Rebinding((one, "child-1", "new-1"), (two, "child-2", "child-3")))).Refusal;

        Assert.Equal((RefusalReason.Malformed, "bindings[1].new_reference"), (taken.Reason, taken.Field));
        Assert.DoesNotContain("child-", taken.ToString(), StringComparison.Ordinal);
        Assert.Equal(["child-1", "child-2", "child-3"], await ReferencesAsync(one, two, ended));
        await Store.RebindAsync(Given.Rebinding((two, "child-2", "child-3"), (ended, "child-3", "child-4"))).Durably(); // which it gives up
        Assert.Equal(["child-1", "child-3", "child-4"], await ReferencesAsync(one, two, ended));
    }

    [Fact]
    public async Task The_pathways_of_one_child_take_a_new_reference_together_and_are_never_torn_apart()
    {
        var ended = await Store.OpenPathwayAsync("child-1");
        await Store.CommitAsync(Given.Writing(ended), _ => Given.Ended()).Durably();
        var (open, other) = (await Store.OpenPathwayAsync("child-1"), await Store.OpenPathwayAsync("child-2"));

        foreach (var torn in new[] { Given.Rebinding((other, "child-2", "new-2"), (open, "child-1", "new-1")), Given.Rebinding((ended, "child-1", "child-1"), (open, "child-1", "new-1")) })
        {
            Assert.Equal("bindings[1].old_reference", Assert.IsType<CommitResult.Refused>(await Store.RebindAsync(torn)).Refusal.Field);
        }

        await Store.RebindAsync(Given.Rebinding((open, "child-1", "child-2"), (other, "child-2", "child-1"), (ended, "child-1", "child-2"))).Durably();
        Assert.Equal(["child-2", "child-2", "child-1"], await ReferencesAsync(open, ended, other));
        Assert.True((await Store.VerifyAsync()).Whole);
    }

    [Fact]
    public async Task A_request_id_that_another_command_on_one_of_the_pathways_had_is_refused_and_the_store_goes_on()
    {
        var (one, two) = (await Store.OpenPathwayAsync("child-1"), await Store.OpenPathwayAsync("child-2"));
        var written = Given.Writing(two);
        await Store.CommitAsync(written, _ => Given.Noted()).Durably();

        Assert.IsType<CommitResult.RequestIdReused>(await Store.RebindAsync(Given.Rebinding((one, "child-1", "new-1"), (two, "child-2", "new-2")) with { RequestId = written.RequestId }));

        Assert.Equal(["child-1", "child-2"], await ReferencesAsync(one, two));
        await Store.CommitAsync(Given.Writing(two), _ => Given.Noted()).Durably();
    }

    private async Task<string[]> ReferencesAsync(params string[] ids)
    {
        var references = new List<string>();
        foreach (var id in ids)
        {
            references.Add((await Store.GetAsync(Given.Access(), id))!.ChildReference);
        }

        return [.. references];
    }

    private async Task FindsAsync(string reference, string pathwayId)
    {
        string? found = null;
        await Store.CommitAsync(Given.Opening(Given.NewId()), reader =>
        {
            found = reader.OpenPathwayOf(reference)?.PathwayId;
            return Given.Refused();
        });
        Assert.Equal(pathwayId, found);
    }
}
