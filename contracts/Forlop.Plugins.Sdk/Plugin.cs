using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using Forlop.Contracts.Plugin.V1;
using Forlop.Plugins.Boundary;
using Google.Protobuf;

namespace Forlop.Plugins.Sdk;

/// <summary>
/// What every kind of plugin derives from: it answers the handshake, finds the method that is called, and turns bytes into
/// messages and back. An author derives from the class of a kind, such as <see cref="RoutingPlugin"/>.
/// </summary>
/// <example>
/// A kind that this SDK has no class for yet:
/// <code>
/// public abstract class EchoPlugin : Plugin
/// {
///     protected EchoPlugin() => Serve("/my.v1.EchoService/Echo", EchoRequest.Parser, Echo);
///     protected override IReadOnlyList&lt;string&gt; Kinds => ["echo"];
///     protected abstract ValueTask&lt;EchoResponse&gt; Echo(EchoRequest request, PluginCall call);
/// }
/// </code>
/// </example>
public abstract class Plugin : IPluginEndpoint
{
    private readonly Dictionary<string, Func<IAsyncEnumerable<ReadOnlyMemory<byte>>, PluginCall, IAsyncEnumerable<ReadOnlyMemory<byte>>>> methods = [];

    /// <summary>Registers the handshake.</summary>
    protected Plugin()
    {
        Serve("/forlop.plugin.v1.PluginLifecycleService/Describe", DescribeRequest.Parser, Describe);
        Serve("/forlop.plugin.v1.PluginLifecycleService/Configure", ConfigureRequest.Parser, Configure);
        Serve("/forlop.plugin.v1.PluginLifecycleService/Check", CheckRequest.Parser, Check);
    }

    /// <summary>The id in the manifest. Override it where <see cref="PluginAttribute"/> does not fit.</summary>
    protected virtual string Id => Identity.Id;

    /// <summary>The version in the manifest. Override it where <see cref="PluginAttribute"/> does not fit.</summary>
    protected virtual string Version => Identity.Version;

    /// <summary>The kinds in the manifest, such as <c>routing</c>.</summary>
    protected abstract IReadOnlyList<string> Kinds { get; }

    /// <summary>The oldest minor of the contract that the plugin can do with. A plugin that calls nothing newer says 0.</summary>
    protected virtual int OldestMinor => 0;

    /// <summary>The optional RPCs that the plugin answers, such as <c>Examine</c>; the host calls no other.</summary>
    protected virtual IReadOnlyList<string> OptionalRpcs => [];

    private PluginAttribute Identity => GetType().GetCustomAttribute<PluginAttribute>()
        ?? throw new InvalidOperationException($"{GetType()} has no [Plugin(id, version)] and does not override Id and Version.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> CallAsync(
        string method,
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> metadata,
        DateTimeOffset? deadline,
        IAsyncEnumerable<ReadOnlyMemory<byte>> requests,
        Action<int, string, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>> complete,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(complete);
        if (!methods.TryGetValue(method, out var serve))
        {
            complete((int)CallStatus.Unimplemented, $"This plugin does not know {method}.", []); // PL-2
            yield break;
        }

        var call = new PluginCall(method, metadata, deadline, cancellation);
        var status = CallStatus.Ok;
        var message = "";
        await using var replies = serve(requests, call).GetAsyncEnumerator(cancellation);
        while (true)
        {
            // C# has no yield inside try/catch: the move is guarded, the yield stands outside.
            try
            {
                if (!await replies.MoveNextAsync())
                    break;
            }
            catch (Exception e)
            {
                (status, message) = Explain(e, cancellation);
                break;
            }

            yield return replies.Current;
        }

        complete((int)status, message, call.Trailers);
    }

    /// <summary>Lets go of what the plugin holds: what still runs after it (a timer, a thread, a static event) keeps the plugin from being unloaded.</summary>
    /// <returns>Done when everything is released.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes the tenant and the data files, once, before the first call of a kind.</summary>
    /// <param name="request">Empty of files for a plugin whose manifest names none.</param>
    /// <param name="call">The call.</param>
    /// <returns>Everything that is wrong, with file and line (PL-5); nothing when the plugin is ready.</returns>
    protected virtual ValueTask<ConfigureResponse> Configure(ConfigureRequest request, PluginCall call) => new(new ConfigureResponse());

    /// <summary>Whether the plugin, and what it depends on, can do its work now; changes nothing (CK-1) and does not throw (CK-2).</summary>
    /// <param name="request">Empty.</param>
    /// <param name="call">The call.</param>
    /// <returns>What is wrong and who mends it, if anything. Without an override all is well.</returns>
    protected virtual ValueTask<CheckResponse> Check(CheckRequest request, PluginCall call) => new(new CheckResponse());

    /// <summary>Serves a method of one request and one reply.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The reply message.</typeparam>
    /// <param name="method">The full gRPC name.</param>
    /// <param name="parser">The request's parser.</param>
    /// <param name="answer">Gives the reply, or throws <see cref="PluginException"/>.</param>
    protected void Serve<TRequest, TResponse>(string method, MessageParser<TRequest> parser, Func<TRequest, PluginCall, ValueTask<TResponse>> answer)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(answer);
        Serve<TRequest, TResponse>(method, parser, AnswerOne);

        async IAsyncEnumerable<TResponse> AnswerOne(IAsyncEnumerable<TRequest> requests, PluginCall call)
        {
            yield return await answer(await OnlyOne(requests, call), call);
        }
    }

    /// <summary>Serves a method that streams, in either direction or both.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The reply message.</typeparam>
    /// <param name="method">The full gRPC name.</param>
    /// <param name="parser">The request's parser.</param>
    /// <param name="answer">Reads what it wants of the requests and gives the replies, or throws <see cref="PluginException"/>.</param>
    protected void Serve<TRequest, TResponse>(
        string method, MessageParser<TRequest> parser, Func<IAsyncEnumerable<TRequest>, PluginCall, IAsyncEnumerable<TResponse>> answer)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        methods[method] = Frames;

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Frames(IAsyncEnumerable<ReadOnlyMemory<byte>> requests, PluginCall call)
        {
            await foreach (var reply in answer(Messages(requests, call), call).WithCancellation(call.Cancellation))
                yield return reply.ToByteArray();
        }

        async IAsyncEnumerable<TRequest> Messages(IAsyncEnumerable<ReadOnlyMemory<byte>> requests, PluginCall call)
        {
            await foreach (var frame in requests.WithCancellation(call.Cancellation))
                yield return parser.ParseFrom(new ReadOnlySequence<byte>(frame));
        }
    }

    /// <summary>The request of a method that takes one and may give many replies.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <param name="requests">What came.</param>
    /// <param name="call">The call.</param>
    /// <returns>The one request.</returns>
    /// <exception cref="PluginException">There are none or several.</exception>
    protected static async ValueTask<TRequest> OnlyOne<TRequest>(IAsyncEnumerable<TRequest> requests, PluginCall call)
        where TRequest : IMessage<TRequest>
    {
        ArgumentNullException.ThrowIfNull(call);
        TRequest? only = default;
        await foreach (var request in requests.WithCancellation(call.Cancellation))
            only = only is null ? request : throw new PluginException(CallStatus.InvalidArgument, "One request was expected; there are more.");
        return only ?? throw new PluginException(CallStatus.InvalidArgument, "One request was expected; there is none.");
    }

    private ValueTask<DescribeResponse> Describe(DescribeRequest request, PluginCall call) => new(new DescribeResponse
    {
        PluginId = Id,
        PluginVersion = Version,
        ContractMin = new ContractVersion { Major = PluginContract.Major, Minor = OldestMinor },
        ContractMax = new ContractVersion { Major = PluginContract.Major, Minor = PluginContract.Minor },
        Kinds = { Kinds },
        OptionalRpcs = { OptionalRpcs },
    });

    private static (CallStatus Status, string Message) Explain(Exception e, CancellationToken cancellation) => e switch
    {
        PluginException chosen => (chosen.Status, chosen.Message),
        OperationCanceledException when cancellation.IsCancellationRequested => (CallStatus.Cancelled, "The call was cancelled."),
        InvalidProtocolBufferException => (CallStatus.Internal, "The request is not the message that the method takes."),
        _ => (CallStatus.Internal, "The plugin failed; it says why only to its own log."),
    };
}
