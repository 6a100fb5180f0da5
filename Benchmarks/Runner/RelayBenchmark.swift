import Foundation

/// The ipip tunnel without a driver beside the kernel's own vxlan, between the same two pods: by its fast path, and by the
/// relay.
enum RelayBenchmark: Benchmark {
    static let name = "relay"
    static let abstract = "Throughput and latency of the ipip tunnel beside those of vxlan, between the same pods, and a floor in C."

    static func measure(_ bench: Workbench) throws -> Table {
        let article = bench.lab("pods-across-hosts")
        var rates: [String: Samples] = [:], latencies: [String: Samples] = [:]
        let stages = ["Host routes", "IP tunnel", "vxlan"], relay = "IP tunnel, by the relay"
        let packets = try bench.floor("packet-floor")
        var floor = Samples()
        for _ in 0..<bench.rounds {
            for stage in stages {
                let up = try Execution(bench.warren, "up", article, "--stage", stage, "--name", "bench").output
                rates[stage, default: Samples()].add(try rate(bench))
                latencies[stage, default: Samples()].add(try latency(bench))
                if up.contains("relay ") {
                    // A host with a table has no fast path.
                    for host in ["host1", "host2"] {
                        _ = try Execution(bench.warren, "exec", "bench", host, "nft", "add", "table", "ip", "bench")
                    }
                    rates[relay, default: Samples()].add(try rate(bench))
                    latencies[relay, default: Samples()].add(try latency(bench))
                }
                if stage == "Host routes" { floor.add(try rate(of: packets)) }
                _ = try Execution(bench.warren, "down", "bench")
            }
        }
        let reference = rates["vxlan"]?.median ?? .nan
        func row(_ name: String, _ rate: Double, _ latency: String) -> [String] {
            [name, String(format: "%.2f Gbit/s", rate / 1e9), String(format: "%.2f", rate / reference), latency]
        }
        return Table(
            name: name, heads: ["stage", "TCP, one connection", "of vxlan", "round trip, median"],
            rows: (stages + [relay]).filter { rates[$0] != nil }.map { stage in
                row(stage, rates[stage]?.median ?? .nan, String(format: "%.0f µs", (latencies[stage]?.median ?? .nan) * 1000))
            } + [row("packets of protocol 4, by a thread of C", floor.median, "")],
            note: """
                `iperf3 -t 2` and `ping -c 200 -i 0.002`, medians of \(bench.rounds) rounds. On a kernel with an ipip driver the \
                tunnel is the kernel's; on others it is the fast path, and beside it the relay alone.
                """)
    }

    /// In bits per second: what arrives where nothing is done with the packets.
    private static func rate(of packets: String) throws -> Double {
        let output = try Execution(packets, "/run/netns/bench.host1", "10.57.4.20", "/run/netns/bench.host2", "10.57.4.21").output
        return Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
    }

    /// In bits per second, as the receiver counted.
    private static func rate(_ bench: Workbench) throws -> Double {
        // The server prints a line when it listens; it serves one connection and ends.
        _ = try Execution(bench.warren, "exec", "bench", "pod-b", "iperf3", "-s", "-1", "-D")
        let output = try Execution(bench.warren, "exec", "bench", "pod-a", "iperf3", "-c", "192.168.11.10", "-t", "2", "-J").output
        struct Report: Decodable {
            struct Sum: Decodable { var bits_per_second: Double }
            struct End: Decodable { var sum_received: Sum }
            var end: End
        }
        return try JSONDecoder().decode(Report.self, from: Data(output.utf8)).end.sum_received.bits_per_second
    }

    /// In milliseconds: the median of the replies.
    private static func latency(_ bench: Workbench) throws -> Double {
        let output = try Execution(bench.warren, "exec", "bench", "pod-a", "ping", "-c", "200", "-i", "0.002", "192.168.11.10").output
        var times = Samples()
        for line in output.split(separator: "\n") {
            guard let start = line.range(of: "time=")?.upperBound else { continue }
            if let time = Double(line[start...].prefix { $0 != " " }) { times.add(time) }
        }
        return times.median
    }
}
