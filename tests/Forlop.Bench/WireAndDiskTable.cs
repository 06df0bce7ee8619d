namespace Forlop.Bench;

internal static class WireAndDiskTable
{
    public static void Write(TextWriter report, IEnumerable<(Load Bare, Load Grpc, Load Raw, Load Durable)> rows)
    {
        report.WriteLine("| in flight | bare echo/s | gRPC echo, share | raw commit/s | command/s | H/s | **share of H** | p50 us (echo) | p99 us (echo) | syncs x n | CPU us (echo), times |");
        report.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (bare, grpc, raw, durable) in rows)
        {
            var h = 1 / ((1 / bare.PerSecond) + (1 / raw.PerSecond));
            report.WriteLine(
                $"| {bare.InFlight} | {bare.PerSecond:N0} | {grpc.PerSecond / bare.PerSecond:0.00} | {raw.PerSecond:N0} | {durable.PerSecond:N0} | {h:N0} | **{durable.PerSecond / h:0.00}** "
                + $"| {durable.Percentile(0.5):N0} ({bare.Percentile(0.5):N0}) | {durable.Percentile(0.99):N0} ({bare.Percentile(0.99):N0}) "
                + $"| {durable.SyncsPerCall * durable.InFlight:0.00} | {durable.CpuMicroseconds:0} ({bare.CpuMicroseconds:0}), {durable.CpuMicroseconds / bare.CpuMicroseconds:0.0} |");
        }
    }
}
