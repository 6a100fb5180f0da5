import Foundation

/// Whether a lab that says it is ready is: the first packet between two pods after each of many starts.
enum FirstPingBenchmark: Benchmark {
    static let name = "first-ping"
    static let abstract = "The first ping after `up`, over 200 starts, by IPv4 and IPv6."
    static let starts = 200

    static func measure(_ bench: Workbench) throws -> Table {
        var table = Table(
            name: name, heads: ["lab", "stage", "to", "starts", "answered", "median", "slowest"],
            note: "`warren up`, then at once `ping -c 1 -W 1` from pod-a, by the time that ping itself prints.")
        for (lab, stage, target) in [
            ("pods-across-hosts", "vxlan", "192.168.11.10"), ("ipv6", "vxlan over IPv6", "fd00:192:168:11::10"),
        ] {
            var times = Samples()
            for _ in 0..<starts {
                _ = try Execution(bench.warren, "up", bench.lab(lab), "--stage", stage, "--name", "bench")
                let output = try? Execution(bench.warren, "exec", "bench", "pod-a", "ping", "-c", "1", "-W", "1", target).output
                _ = try Execution(bench.warren, "down", "bench")
                guard let output, let start = output.range(of: "time=")?.upperBound else { continue }
                times.add(Double(output[start...].prefix { $0 != " " }) ?? .nan)
            }
            table.rows.append([
                lab, stage, target, "\(starts)", "\(times.count)", Samples.time(times.median), Samples.time(times.most),
            ])
        }
        return table
    }
}
