using System.Globalization;
using Google.Protobuf;

namespace Forlop.Bench;

/// <summary>One run: everything that is compared is measured in turn, round by round, on the same machine at the same time.</summary>
internal static class BenchRun
{
    private const int Pathways = 20_000;
    private static readonly int[] Levels = [1, 8, 64];

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("forlop-bench-");
        try
        {
            var report = new StringWriter(CultureInfo.InvariantCulture);
            if (!args.Contains("--growth-only"))
            {
                await WireAndDiskAsync(folder.FullName, Number(args, "--rounds", 5), TimeSpan.FromSeconds(Number(args, "--seconds", 2)), report);
            }

            if (!args.Contains("--no-growth"))
            {
                await Growth.MeasureAsync(folder.FullName, Number(args, "--largest", 1_000_000), report);
            }

            await Console.Out.WriteAsync(report.ToString());
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<int> DriveAsync(string address, string data, int inFlight, int seconds)
    {
        using var client = new Client(address, Client.Token(data));
        var pathways = await OpenAsync(client, Pathways / 10);
        var (turn, load) = (0, new Load("command", inFlight));
        await load.RunAsync(TimeSpan.FromSeconds(seconds), server: null, () => client.RecordAsync(pathways[(uint)Interlocked.Increment(ref turn) % pathways.Length]));
        await Console.Out.WriteLineAsync($"{load.PerSecond:N0}/s, p50 {load.Percentile(0.5):N0} us, p99 {load.Percentile(0.99):N0} us");
        return 0;
    }

    internal static string Sidecar => Path.Combine(AppContext.BaseDirectory.Replace("Forlop.Bench", "Forlop.Host", StringComparison.Ordinal), "forlop.dll");

    internal static Task<Process> SidecarAsync(string data, IReadOnlyDictionary<string, string>? environment = null) => Process.StartAsync(
        Sidecar,
        ["serve", "--data", data, "--key", $"{data}.key", "--listen", "http://127.0.0.1:0", "--plugins", Directory.CreateDirectory($"{data}.plugins").FullName],
        environment);

    internal static string AddressIn(Process sidecar) => sidecar.FirstLine[(sidecar.FirstLine.LastIndexOf("http", StringComparison.Ordinal))..].TrimEnd('.', '/');

    private static async Task WireAndDiskAsync(string folder, int rounds, TimeSpan length, StringWriter report)
    {
        var data = Path.Combine(folder, "data");
        var counted = await SyncCounter.EnvironmentAsync(folder);
        string[] pathways;
        byte[] answer;
        await using (var first = await SidecarAsync(data))
        {
            using var opening = new Client(AddressIn(first), Client.Token(data));
            pathways = await OpenAsync(opening, Pathways);
            answer = (await opening.RecordAsync(pathways[0])).ToByteArray();
        }

        File.Copy(Path.Combine(data, "forlop.db"), Path.Combine(folder, "raw.db"));
        using var disk = new RawStore(Path.Combine(folder, "raw.db"));
        await using var echo = await Process.StartAsync(typeof(BenchRun).Assembly.Location, ["echo", Convert.ToBase64String(answer)]);
        await using var sidecar = await SidecarAsync(data, counted);
        var ports = echo.FirstLine.Split(' ');
        var token = Client.Token(data);
        using var bareClient = new Client(ports[1], token);
        using var grpcClient = new Client(ports[3], token);
        using var client = new Client(AddressIn(sidecar), token);
        var turn = 0;
        Task Next(Client to) => to.RecordAsync(pathways[(uint)Interlocked.Increment(ref turn) % Pathways]);

        // Until everything is compiled as it stays: the runtime does it in steps, in the background, on the same two cores.
        foreach (var one in new[] { bareClient, grpcClient, client, client, client })
        {
            await new Load("warm-up", inFlight: 64).RunAsync(5 * length, server: null, () => Next(one));
        }

        var rows = new List<(Load Bare, Load Grpc, Load Raw, Load Durable)>();
        foreach (var inFlight in Levels)
        {
            var row = (Bare: new Load("bare echo", inFlight), Grpc: new Load("gRPC echo", inFlight), Raw: new Load("raw commit", inFlight), Durable: new Load("command", inFlight));
            for (var round = 0; round < rounds; round++)
            {
                await row.Bare.RunAsync(length, echo, () => Next(bareClient));
                await row.Grpc.RunAsync(length, echo, () => Next(grpcClient));
                row.Raw.Add(disk.Measure(inFlight, length));
                await row.Durable.RunAsync(length, sidecar, () => Next(client));
            }

            rows.Add(row);
        }

        WireAndDiskTable.Write(report, rows);
    }

    internal static async Task<string[]> OpenAsync(Client client, int count)
    {
        var opened = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, _) => opened[number] = await client.OpenAsync());
        return opened;
    }

    internal static int Number(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
