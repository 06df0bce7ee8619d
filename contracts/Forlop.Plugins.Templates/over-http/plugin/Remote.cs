using System.Net;
using System.Text;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPlugin;

/// <summary>The system on the other side, at the address that address.txt names.</summary>
internal sealed class Remote : IDisposable
{
    /// <summary>What the other side writes may hold more than this release knows.</summary>
    public static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    // How long a call may take is the host's to say, and it cancels.
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Takes the address, or says what is wrong with it (PL-5).</summary>
    public ConfigureResponse Configure(ConfigureRequest request)
    {
        var file = request.Files.Single(file => file.Role == "address");
        if (Uri.TryCreate(file.Content.ToStringUtf8().Trim().TrimEnd('/') + '/', UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            http.BaseAddress = address;
            return new ConfigureResponse();
        }

        var message = new LocalizedText { Nb = "Adressen må være som «https://system.example/».", Nn = "Adressa må vere som «https://system.example/»." };
        return new ConfigureResponse { Problems = { new Problem { File = file.Name, Line = 1, Message = message } } };
    }

    /// <summary>Whether it answers at all; changes nothing (CK-1) and says so rather than fail (CK-2).</summary>
    public async ValueTask<CheckResponse> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync("", HttpCompletionOption.ResponseHeadersRead, cancellation);
            return new CheckResponse();
        }
        catch (HttpRequestException)
        {
            return new CheckResponse { Problem = new LocalizedText { Nb = "Systemet svarer ikke. Den som drifter det, ser etter.", Nn = "Systemet svarar ikkje. Den som driftar det, ser etter." } };
        }
    }

    /// <summary>Sends one request and gives what was answered.</summary>
    /// <exception cref="PluginException">It was refused; the status says what a host does about it.</exception>
    public async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellation) : throw Refused(answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            throw new PluginException(CallStatus.Unavailable, "The other side does not answer.");
        }
    }

    public Task<string> SendAsync(HttpMethod method, string path, IMessage message, CancellationToken cancellation) =>
        SendAsync(method, path, new StringContent(JsonFormatter.Default.Format(message), Encoding.UTF8, "application/json"), cancellation);

    public void Dispose() => http.Dispose();

    // UNAVAILABLE is tried again by itself; FAILED_PRECONDITION becomes a task for a person.
    private static PluginException Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => new(CallStatus.NotFound, "The other side knows no such thing."),
        HttpStatusCode.Conflict => new(CallStatus.AlreadyExists, "On the other side the id stands for something else."),
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new(CallStatus.Unavailable, $"The other side is down: {(int)status}."),
        _ => new(CallStatus.FailedPrecondition, $"The other side refuses: {(int)status}."),
    };
}
