import ArgumentParser
import Runtime
import Warren

struct PingVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping",
        abstract: "Ping from a node of a running lab.",
        discussion: """
            ICMP echo requests as `Ping` of a lab file sends them, with the report of `test`: if they are not \
            answered, it tells the way that they take and where it ends.

              warren ping pods-across-hosts pod-a pod-b
              warren ping pods-across-hosts pod-a host2:eth0 --count 3 --size 1453 --df
              warren ping pods-across-hosts pod-a 10.9.9.9 --fails

            Exit status: 0 as expected, 1 not so, 2 no such lab, node or link, 3 this machine cannot.
            """)

    @OptionGroup var place: ProbeArguments

    @Argument(help: ArgumentHelp("A node, a link as NODE:LINK, or an address.", valueName: "to"))
    var target: ProbeTarget

    @Option(name: .shortAndLong, help: ArgumentHelp("Bytes of payload.", valueName: "bytes"))
    var size = 56

    @Flag(name: .customLong("df"), help: "Forbid fragments.")
    var dontFragment = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("From one request to the next; 0: as soon as one is answered.", valueName: "seconds"))
    var interval = 0.0

    @Option(name: .shortAndLong, help: "The TTL of the requests; the node's own if not given.")
    var ttl: Int?

    @Flag(name: .customShort("4"), help: "To an IPv4 address.")
    var ipv4 = false

    @Flag(name: .customShort("6"), help: "To an IPv6 address.")
    var ipv6 = false

    @OptionGroup var options: ProbeOptions

    func validate() throws {
        if ipv4, ipv6 { throw ValidationError("-4 -6: expected one of them") }
        guard (0...3600).contains(interval) else {
            throw ValidationError("--interval \(interval): expected seconds, from 0 to 3600")
        }
    }

    func run() throws {
        var ping = Ping(
            from: place.node, to: target, count: options.count, size: size, interval: .seconds(interval), ttl: ttl,
            timeout: options.patience, file: ProofRun.commandLine.file, line: ProofRun.commandLine.line)
        ping.dontFragment = dontFragment
        ping.family = ipv6 ? .ipv6 : ipv4 ? .ipv4 : nil
        if options.fails { ping = ping.fails() }
        let run = ProofRun(name: place.name, report: options.report)
        try run.run(ProveRequest(ping.lowered), nodes: [place.from] + target.nodes)
    }
}
