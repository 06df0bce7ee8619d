using Google.Protobuf.Reflection;

namespace Forlop.Contracts.Tests;

/// <summary>What the words of the contract must tell.</summary>
public sealed class CommentTests
{
    // A oneof and an extension are declarations without a message of their own.
    private static readonly string[] NotDescribed = ["forlop.plugin.v1.FileRequest.part", "forlop.plugin.v1.ExamineRequest.question", "forlop.plugin.v1.ExamineResponse.answer", "forlop.v1.HistoryEntry.payload", "forlop.options.v1.personal_data", "forlop.options.v1.sensitivity"];

    // The entry of a map is a message that nobody wrote.
    private static readonly MessageDescriptor[] Messages = [.. Contract.Messages.Where(message => !(message.GetOptions()?.MapEntry ?? false))];

    [Fact]
    public void The_words_of_every_declaration_are_found() =>
        Assert.Equal(
            Messages.Select(message => message.FullName)
                .Concat(Messages.SelectMany(message => message.Fields.InFieldNumberOrder()).Select(field => field.FullName))
                .Concat(Contract.Enums.Select(type => type.FullName))
                .Concat(Contract.Enums.SelectMany(type => type.Values, (type, value) => $"{type.FullName}.{value.Name}"))
                .Concat(Contract.Rpcs.Select(rpc => rpc.FullName))
                .Concat(Contract.Rpcs.Select(rpc => rpc.Service.FullName)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            ProtoSource.Comments.Keys.Except(NotDescribed, StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_field_that_others_write_begins_by_saying_whether_it_must_be_set() =>
        Repository.None(
            from message in Contract.WrittenByOthers()
            from field in message.Fields.InFieldNumberOrder()
            let comment = ProtoSource.Comments[field.FullName]
            where !(comment.StartsWith("REQUIRED", StringComparison.Ordinal) || comment.StartsWith("OPTIONAL", StringComparison.Ordinal))
            select $"{field.FullName} says \"{comment}\".");

    [Fact]
    public void No_field_that_only_the_host_writes_claims_to_be_required() =>
        Repository.None(
            from message in Messages.Except(Contract.WrittenByOthers())
            from field in message.Fields.InFieldNumberOrder()
            where ProtoSource.Comments[field.FullName].StartsWith("REQUIRED", StringComparison.Ordinal)
            select $"{field.FullName} is written by the host alone.");

    [Fact]
    public void Every_service_and_every_rpc_says_what_it_does() =>
        Repository.None(Contract.Rpcs.SelectMany(rpc => new[] { rpc.FullName, rpc.Service.FullName }).Distinct(StringComparer.Ordinal)
            .Where(name => ProtoSource.Comments[name].Length == 0).Select(name => $"{name} has no comment."));

    [Fact]
    public void Every_message_says_what_it_is() =>
        Repository.None(Messages.Where(message => ProtoSource.Comments[message.FullName].Length == 0).Select(message => $"{message.FullName} has no comment."));
}
