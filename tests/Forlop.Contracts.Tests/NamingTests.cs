using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;

namespace Forlop.Contracts.Tests;

/// <summary>One way to name a thing, so that a caller can guess the next one.</summary>
public sealed class NamingTests
{
    [Fact]
    public void The_zero_of_every_enum_is_unspecified_and_carries_the_name_of_the_enum() =>
        Repository.None(
            from type in Contract.Enums
            let prefix = Regex.Replace(type.Name, "(?<=[a-z])(?=[A-Z])", "_", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).ToUpperInvariant()
            from value in type.Values
            where !value.Name.StartsWith($"{prefix}_", StringComparison.Ordinal) || (value.Number == 0) != (value.Name == $"{prefix}_UNSPECIFIED")
            select $"{type.FullName}.{value.Name} = {value.Number}");

    [Fact]
    public void What_ends_in_on_is_a_string() =>
        Repository.None(
            from field in Contract.Fields
            where field.Name.EndsWith("_on", StringComparison.Ordinal)
            where field.FieldType != FieldType.String || field.IsRepeated
            select $"{field.FullName} is no string.");

    [Fact]
    public void A_timestamp_and_nothing_else_ends_in_time() =>
        Repository.None(
            from field in Contract.Fields
            let isTimestamp = field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.Timestamp"
            where isTimestamp != field.Name.EndsWith("_time", StringComparison.Ordinal)
            select $"{field.FullName} is {(isTimestamp ? "a" : "no")} Timestamp.");

    [Fact]
    public void A_field_whose_name_speaks_of_a_date_ends_in_on() =>
        Repository.None(
            from field in Contract.Fields
            where Regex.IsMatch(field.Name, "(^|_)(date|day|dato)(_|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            select $"{field.FullName}: a date ends in _on.");

    [Fact]
    public void Every_rpc_has_a_request_and_a_response_of_its_own_that_bear_its_name()
    {
        Repository.None(
            from rpc in Contract.Rpcs
            where rpc.InputType.Name != $"{rpc.Name}Request" || rpc.OutputType.Name != $"{rpc.Name}Response"
            select $"{rpc.FullName} takes {rpc.InputType.Name} and answers {rpc.OutputType.Name}.");
        Repository.None(
            from rpc in Contract.Rpcs
            from message in new[] { rpc.InputType, rpc.OutputType }
            group rpc by message.FullName into shared
            where shared.Count() > 1
            select $"{shared.Key} is shared by {string.Join(", ", shared.Select(rpc => rpc.FullName))}.");
    }

    // grpc-js and Grpc.Core give each client such methods; an RPC Close made `client.close()` call the server.
    [Theory]
    [InlineData("Close", "GetChannel", "WaitForReady", "MakeUnaryRequest", "MakeServerStreamRequest", "WithHost", "ToString", "Equals")]
    public void No_rpc_hides_a_method_that_every_client_has(params string[] taken) =>
        Repository.None(Contract.Rpcs.Where(rpc => taken.Contains(rpc.Name, StringComparer.OrdinalIgnoreCase)).Select(rpc => rpc.FullName));

    [Theory]
    [InlineData("Task", "Type", "Action", "Exception", "Timer", "Thread", "File", "Path", "Random", "Version", "Index", "Range")]
    public void No_message_is_named_like_a_type_that_every_csharp_file_already_sees(params string[] taken) =>
        Repository.None(Contract.Ours.SelectMany(file => file.MessageTypes).Where(message => taken.Contains(message.Name, StringComparer.Ordinal)).Select(message => message.FullName));

    [Fact]
    public void Nothing_is_empty_by_a_shared_message() =>
        Repository.None(Contract.Fields.Where(field => field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.Empty").Select(field => field.FullName));

    // What every command carries has the same name and number everywhere, so that a caller writes it once.
    [Theory]
    [InlineData("request_id", FieldType.String)]
    [InlineData("expected_version", FieldType.Int64)]
    [InlineData("occurred_on", FieldType.String)]
    [InlineData("source", FieldType.Enum)]
    public void What_commands_share_is_declared_alike_in_all_of_them(string name, FieldType type) =>
        Repository.None(
            from rpc in Contract.Rpcs
            where rpc.OutputType.FindFieldByName("receipt") is not null && !(name == "expected_version" && rpc.Name is "OpenPathway" or "RebindChildReferences")
                && !(name != "request_id" && rpc.Name is "ImportPathway" or "RebindChildReferences") // what they are about says the rest
            let field = rpc.InputType.FindFieldByName(name)
            where field is null || field.FieldType != type || field.IsRepeated
            select $"{rpc.InputType.FullName} has no {name} of type {type}.");
}
