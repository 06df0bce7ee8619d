using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Forlop.Contracts.Plugin.V1;
using Forlop.Contracts.V1;
using Forlop.Plugins.Sdk;
using Google.Protobuf;

namespace MyPluginAddon;

/// <summary>The system on the other side, at the address that address.txt names.</summary>
internal sealed class Remote : IDisposable
{
    // What the other side writes may hold more than this release knows.
    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    // How long a call may take is the host's to say, and it cancels. What is sent goes to the address that was approved, and is not
    // sent on to wherever that points.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Takes the address and, where the package has one, the credential; or says what is wrong with them (PL-5).</summary>
    public ConfigureResponse Configure(ConfigureRequest request)
    {
        var answer = new ConfigureResponse();
        var file = request.Files.Single(file => file.Role == "address");
        if (Uri.TryCreate(file.Content.ToStringUtf8().Trim().TrimEnd('/') + '/', UriKind.Absolute, out var address) && IsSafe(address))
            http.BaseAddress = address;
        else
            answer.Problems.Add(Wrong(file, "Adressen må være som «https://system.example/»; http går bare til denne maskinen.", "Adressa må vere som «https://system.example/»; http går berre til denne maskina."));
        if (request.Files.SingleOrDefault(file => file.Role == "credential") is { } secret)
        {
            var token = secret.Content.ToStringUtf8().Trim();
            if (AuthenticationHeaderValue.TryParse($"Bearer {token}", out var credential) && credential.Parameter == token && token.Length > 0)
                http.DefaultRequestHeaders.Authorization = credential;
            else
                answer.Problems.Add(Wrong(secret, "Filen må holde ett token på én linje.", "Fila må halde eitt token på éi linje."));
        }

        return answer;
    }

    /// <summary>What was answered, as a message.</summary>
    /// <exception cref="PluginException">It cannot be read, which the next try may change.</exception>
    public static T Read<T>(string answer)
        where T : IMessage, new() => Read(answer, Json.Parse<T>);

    /// <summary>What was answered, as <paramref name="read"/> takes it.</summary>
    /// <exception cref="PluginException">It cannot be read, which the next try may change.</exception>
    public static T Read<T>(string answer, Func<string, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidProtocolBufferException or InvalidJsonException)
        {
            // A page of a proxy, half an answer: the plugin itself is well.
            throw new PluginException(CallStatus.Unavailable, "The other side answered what cannot be read.");
        }
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
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PluginException(CallStatus.Unavailable, "The other side does not answer.");
        }
    }

    public Task<string> SendAsync(HttpMethod method, string path, IMessage message, CancellationToken cancellation) =>
        SendAsync(method, path, new StringContent(JsonFormatter.Default.Format(message), Encoding.UTF8, "application/json"), cancellation);

    public void Dispose() => http.Dispose();

    private static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static Problem Wrong(DataFile file, string nb, string nn) => new() { File = file.Name, Line = 1, Message = new LocalizedText { Nb = nb, Nn = nn } };

    // UNAVAILABLE is tried again by itself; FAILED_PRECONDITION becomes a task for a person.
    private static PluginException Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => new(CallStatus.NotFound, "The other side knows no such thing."),
        HttpStatusCode.Conflict => new(CallStatus.AlreadyExists, "On the other side the id stands for something else."),
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new(CallStatus.Unavailable, $"The other side is down: {(int)status}."),
        _ => new(CallStatus.FailedPrecondition, $"The other side refuses: {(int)status}."),
    };
}
