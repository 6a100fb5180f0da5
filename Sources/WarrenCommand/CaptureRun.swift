import Glibc
import Packets
import Reporting
import Runtime
import Warren

/// A capture from its first packet to its last line.
struct CaptureRun {
    private let lab: OpenedLab
    private let capture: LiveCapture
    private var printer: CapturePrinter?
    private var file: PacketFile?
    private let count: Int
    private let deadline: Deadline?
    private var told = 0

    /// - Parameters:
    ///   - file: where packets are kept; `-`: on standard output, instead of lines
    ///   - timeout: in seconds
    init(_ lab: OpenedLab, _ capture: LiveCapture, file: String?, count: Int?, timeout: Double?) throws {
        self.lab = lab
        self.capture = capture
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
        var remaining = capture.links.count
        while told < count {
            let turn = try capture.next(besides: descriptors, until: deadline)
            try tell(turn.packets)
            if turn.ready.contains(2) { return false }
            remaining -= turn.lost.count
            // Links go a little before the keeper that takes them with it.
            let isGone = turn.ready.contains(1) || !turn.lost.isEmpty && lab.ends(within: .milliseconds(300))
            if !isGone {
                for (link, reason) in turn.lost { complain("warren: " + VisibleText.of("\(link): \(reason)")) }
            }
            if isGone || turn.ready.contains(0) || remaining == 0 || deadline?.hasPassed == true {
                try tell(capture.finish().packets)
                if isGone { complain("\(lab.record.name) is gone") }
                break
            }
        }
        return true
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
