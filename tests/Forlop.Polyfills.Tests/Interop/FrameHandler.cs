using System.Net;

namespace Forlop.Polyfills.Tests.Interop;

/// <summary>Says on the client which messages of the last response were compressed.</summary>
internal sealed class FrameHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private FrameFlags last = new();

    public string LastFlags => last.ToString();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        response.Content = new ObservedContent(response.Content, last = new FrameFlags());
        return response;
    }

    private sealed class ObservedContent : HttpContent
    {
        private readonly HttpContent inner;
        private readonly FrameFlags flags;

        public ObservedContent(HttpContent inner, FrameFlags flags)
        {
            (this.inner, this.flags) = (inner, flags);
            foreach (var (name, values) in inner.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() => new ObservedStream(await inner.ReadAsStreamAsync(), flags);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
