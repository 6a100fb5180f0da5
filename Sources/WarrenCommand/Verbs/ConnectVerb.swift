import ArgumentParser
import Runtime
import Warren

struct ConnectVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connect from a node of a running lab to a port.",
        discussion: """
            A TCP connection, or with --udp a datagram, as `Connect` of a lab file makes it, with the report of \
            `test`. TCP is to be accepted, UDP to be answered, by what --expect names if it does.

              warren connect http-across-hosts pod-a pod-b:8080
              warren connect cloud pod-a host2:eth0:53 --udp --send '?' --expect '!'
              warren connect cloud pod-a '[fd00::10]:80' --fails

            Exit status: 0 as expected, 1 not so, 2 no such lab, node or link, 3 this machine cannot.
            """)

    @OptionGroup var place: ProbeArguments

    @Argument(help: ArgumentHelp("A node, a link as NODE:LINK, or an address, with a port.", valueName: "to:port"))
    var target: PortTarget

    @Flag(help: "Send a datagram instead of connecting.")
    var udp = false

    @Option(help: ArgumentHelp("What is sent.", valueName: "text"))
    var send = ""

    @Option(help: ArgumentHelp("What must come back.", valueName: "text"))
    var expect: String?

    @OptionGroup var options: ProbeOptions

    func validate() throws {
        if let expect, options.fails { throw ValidationError("--expect \(expect) --fails: expected one of them") }
    }

    func run() throws {
        var connect = Connect(
            from: place.node, to: target.target, port: target.port, udp ? .udp : .tcp, send: send, count: options.count,
            timeout: options.patience, file: ProofRun.commandLine.file, line: ProofRun.commandLine.line)
        if let expect { connect = connect.receives(expect) }
        if options.fails { connect = connect.fails() }
        let run = ProofRun(name: place.name, report: options.report)
        try run.run(ProveRequest(connect.lowered), nodes: [place.from] + target.target.nodes)
    }
}
