import ArgumentParser
import Capturing
import Glibc
import Namespaces
import Packets
import Reporting
import Runtime
import Warren

struct CaptureVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Show the packets on links of a running lab.",
        discussion: """
            Packets are printed as tcpdump prints them, with the time in local time. Of several links they come \
            in the order of time, each line with its link in front. A node by itself stands for all of its \
            links that are up, but lo, and for those that come to it later. Words after the links are a libpcap filter (pcap-filter(7)); after -- \
            all of them are.

              warren capture pods-across-hosts host2:eth0
              warren capture pods-across-hosts host1 host2:eth0 icmp or arp
              warren capture pods-across-hosts host2:eth0 -c 10 -w packets.pcapng proto 4

            It ends with Ctrl-C, after -c packets, after --timeout, or with the lab, and says on standard error how \
            many packets it saw and how many the kernel dropped. Exit status: 0, also if none came; 2 for a lab, \
            node, link or filter that is not there or wrong.
            """)

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: ArgumentHelp("Links as NODE:LINK, or nodes; then a filter.", valueName: "node:link… filter…"))
    var words: [String]

    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: ArgumentHelp("Write the packets to this pcapng file too, each link an interface; - is standard output, instead of lines.", valueName: "file"),
        completion: .file(extensions: ["pcapng"]))
    var file: String?

    @Option(name: [.customShort("c"), .customLong("count")], help: "End after this many packets.")
    var count: Int?

    @Option(help: ArgumentHelp("End after this many seconds.", valueName: "seconds"))
    var timeout: Double?

    func validate() throws {
        if let count, count < 1 { throw ValidationError("-c \(count): expected at least 1 packet") }
        if let timeout, !(timeout > 0 && timeout <= 1e9) { throw ValidationError("--timeout \(timeout): expected seconds, more than 0") }
    }

    var place: VerbPlace { .lab(name, .init(packetFile: file == "-" ? nil : file)) }

    func run() throws {
        // Whoever reads may end at any time; the next write says so.
        signal(SIGPIPE, SIG_IGN)
        let stop = try Bell()
        Interruption.watch()
        // The second signal does not wait for anybody, in particular not for a reader who does not read.
        Interruption.onSignal {
            Interruption.onSignal { _exit(ExitStatus.allHeld.rawValue) }
            stop.ring()
        }
        StateDirectory().sweep()
        do {
            let lab = try OpenedLab(name)
            let words = CaptureWords(words, filterFrom: Self.terminated(words), nodes: lab.nodes)
            guard !words.places.isEmpty else {
                throw ValidationError("Missing where to capture: a link as NODE:LINK, or a node; \(name) has \(lab.nodes.joined(separator: ", "))")
            }
            let followed = try FollowedLinks(words.places, in: lab)
            let capture = try LiveCapture(lab, links: followed.links, filter: words.filter, wholly: file != nil)
            var run = try CaptureRun(lab, followed, capture, file: file, count: count, timeout: timeout)
            try run.run(until: stop)
        } catch let error as ValidationError {
            throw error
        } catch {
            try refuse(error)
        }
    }

    /// The position of the first word after `--`, which the parser takes away.
    private static func terminated(_ words: [String]) -> Int {
        let arguments = CommandLine.arguments
        guard let terminator = arguments.firstIndex(of: "--") else { return words.count }
        return max(0, words.count - (arguments.count - terminator - 1))
    }

    private func refuse(_ error: any Error) throws -> Never {
        complain("warren: " + VisibleText.of("\(error)"))
        let isWrong = error is StateDirectory.Failure || error is OpenedLab.Failure || error is CaptureRefusal
        throw ExitCode((isWrong ? ExitStatus.labIsWrong : .machineCannot).rawValue)
    }
}
