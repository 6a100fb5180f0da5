import Capturing
import Findings
import Glibc
import Namespaces
import Packets
import Reporting
import Runtime
import Warren

/// A capture from its first packet to its last line.
struct CaptureRun {
    private let lab: OpenedLab
    private let capture: LiveCapture
    private var followed: FollowedLinks
    private var printer: CapturePrinter?
    private var file: PacketFile?
    private let count: Int
    private let deadline: Deadline?
    private var told = 0

    /// - Parameters:
    ///   - file: where packets are kept; `-`: on standard output, instead of lines
    ///   - timeout: in seconds
    init(_ lab: OpenedLab, _ followed: FollowedLinks, _ capture: LiveCapture, file: String?, count: Int?, timeout: Double?) throws {
        self.lab = lab
        self.capture = capture
        self.followed = followed
        if let file { self.file = try PacketFile(path: file, links: capture.links) }
        if file != "-" { printer = CapturePrinter(capture.links.map(\.link), terminal: .output) }
        self.count = count ?? .max
        deadline = timeout.map { Deadline(in: .seconds($0)) }
    }

    /// Tells packets until somebody or something ends it, and then how many there were.
    mutating func run(until stop: Bell) throws {
        complain("listening on " + VisibleText.of(capture.links.map(\.link.description).joined(separator: ", ")))
        do {
            guard try tellPackets(until: stop) else { return }
        } catch let error as SystemError where error.errno == EPIPE {
            return
        }
        complain("\(Text.count(told, "packet")) captured, \(capture.drops) dropped by the kernel")
    }

    /// - Returns: whether anybody reads still
    private mutating func tellPackets(until stop: Bell) throws -> Bool {
        // A pipe whose reader has gone has an error to tell, also when there is nothing to write.
        let descriptors = [stop.number, lab.keeper] + (Self.outputIsPipe ? [STDOUT_FILENO] : [])
        // Where they are not, that never happens.
        let pipe = descriptors.count > 2 ? 2 : -1
        var remaining = capture.links.count
        while told < count {
            let turn = try capture.next(besides: descriptors + followed.descriptors, until: deadline)
            try tell(turn.packets)
            if turn.ready.contains(pipe) { return false }
            remaining -= turn.lostLinks.count
            // Links go before the keeper that takes them with it.
            let isGone = turn.ready.contains(1) || !turn.lostLinks.isEmpty && lab.ends(within: .milliseconds(300))
            if !isGone {
                for (link, reason) in turn.lostLinks { complain("warren: " + VisibleText.of("\(link): \(reason)")) }
                if turn.ready.contains(where: { $0 >= descriptors.count }) || !turn.lostLinks.isEmpty {
                    remaining += try follow(after: turn.lostLinks.map(\.link.node))
                }
            }
            if isGone || turn.ready.contains(0) || remaining == 0 && !followed.mayGrow || deadline?.hasPassed == true {
                try tell(capture.finish().packets)
                if isGone { complain("\(lab.record.name) is gone") }
                break
            }
        }
        return true
    }

    /// - Returns: how many links there are more
    private mutating func follow(after nodes: [String]) throws -> Int {
        let change: FollowedLinks.Change
        do {
            change = try followed.follow(with: capture, after: nodes)
        } catch where lab.ends(within: .milliseconds(300)) {
            // The keeper's end is told in the next turn.
            return 0
        }
        for (link, reason) in change.refused { complain("warren: " + VisibleText.of("\(link): \(reason)")) }
        guard !change.new.isEmpty else { return 0 }
        for link in change.new { try file?.add(link) }
        printer?.add(change.new.map(\.link))
        for (link, _) in change.new { complain("listening on " + VisibleText.of(link.description) + " too") }
        return change.new.count
    }

    private mutating func tell(_ packets: [(link: LinkReference, frame: Frame)]) throws(SystemError) {
        let wanted = Array(packets.prefix(count - told))
        guard !wanted.isEmpty else { return }
        told += wanted.count
        try file?.write(wanted)
        guard printer != nil else { return }
        var text = ""
        for packet in wanted { text += printer?.lines(for: packet.link, packet.frame) ?? "" }
        try StandardOutput.write(text)
    }

    private static var outputIsPipe: Bool {
        var status = stat()
        return fstat(STDOUT_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }
}
