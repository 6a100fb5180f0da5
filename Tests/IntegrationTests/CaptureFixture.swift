import Foundation
import Testing

/// A capture that a test has started on a lab that is up, which takes packets from the start.
struct CaptureFixture {
    let program: Program
    let file: String

    /// - Parameter words: links and filter
    init(_ lab: String, _ words: String..., options: [String] = [], folder: LabFolder, environment: [String: String] = [:]) throws {
        file = "\(folder.path)/\(UUID().uuidString).pcapng"
        program = try WarrenProgram.start(["capture", lab, "-w", file] + options + words, environment: environment)
        try program.wait(forError: "listening on ")
    }

    /// Waits until as many lines hold the text, ends the capture as Ctrl-C does, and returns what it said.
    func end(after text: String, times: Int = 1) throws -> Program.Outcome {
        let limit = ContinuousClock.now + .seconds(30)
        while program.output.components(separatedBy: text).count <= times {
            try #require(ContinuousClock.now < limit, "no \(times) × \"\(text)\" in:\n\(program.output)")
            try program.wait(forMoreThan: program.output.utf8.count)
        }
        program.send(SIGINT)
        let outcome = try program.end()
        #expect(outcome.status == 0)
        return outcome
    }

    /// What the oracle prints of the same packets.
    func tcpdump(_ options: String..., environment: [String: String] = [:]) throws -> [String] {
        let outcome = try Program(["tcpdump", "-n", "-r", file] + options, environment: Program.environment.merging(environment) { $1 }).end()
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.lines
    }

    /// The numbers in the last line on standard error.
    static func counts(_ outcome: Program.Outcome) -> [Int] {
        (outcome.errorLines.last ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    }
}

/// Traffic by other programs than Warren's, from a node of a lab that is up.
struct Traffic {
    let lab: String

    func ping(_ node: String, _ address: String, count: Int = 2, _ options: String...) throws {
        let outcome = try Program(["ip", "netns", "exec", "\(lab).\(node)", "ping", "-c", "\(count)", "-i", "0.002", "-W", "5"] + options + [address]).end()
        try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    /// A connection to a port on which nobody listens: a segment with SYN, and one with RST.
    func connect(_ node: String, _ address: String, port: Int) throws {
        try bash(node, "exec 3<>/dev/tcp/\(address)/\(port)")
    }

    /// A datagram to a port on which nobody listens, and the ICMP error that comes back.
    func send(_ node: String, _ address: String, port: Int) throws {
        try bash(node, "echo hello > /dev/udp/\(address)/\(port)")
    }

    private func bash(_ node: String, _ script: String) throws {
        try Program(["ip", "netns", "exec", "\(lab).\(node)", "bash", "-c", script]).end()
    }

    /// A real transfer, in both senses. `false` where the machine has no iperf3.
    func transfer(from client: String, to server: String, _ address: String) throws -> Bool {
        guard ["/usr/bin/iperf3", "/usr/local/bin/iperf3"].contains(where: FileManager.default.isExecutableFile) else { return false }
        let listener = try Program(["ip", "netns", "exec", "\(lab).\(server)", "iperf3", "-s", "-1", "--forceflush"])
        try listener.wait(for: "Server listening")
        let outcome = try Program(["ip", "netns", "exec", "\(lab).\(client)", "iperf3", "-c", address, "-n", "200K"]).end()
        try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        try listener.end()
        return true
    }
}
