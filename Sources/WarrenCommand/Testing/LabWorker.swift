import FoundationEssentials
import Glibc
import Reporting

/// A lab that is tested in a process of its own: it can run beside others, and be ended whatever it is doing. The
/// kernel removes its network with it.
final class LabWorker {
    /// As on the command line.
    let file: String
    /// Where the lab is in the order of the command line.
    let position: Int
    let process: any LabProcess
    let started = ContinuousClock.now
    /// When it is asked to end, and when it is killed.
    var limit: ContinuousClock.Instant?
    private(set) var isAskedToEnd = false
    private(set) var hasToldItsEnd = false
    private var rest: [UInt8] = []

    init(_ file: String, at position: Int, in process: any LabProcess) {
        self.file = file
        self.position = position
        self.process = process
    }

    /// One that runs on this machine.
    convenience init(_ settings: LabTrial.Settings, at position: Int) throws {
        let words = ["warren", "test-worker", String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)]
        self.init(settings.file, at: position, in: try ChildLabProcess(words))
    }

    /// The events that have come; `nil` when no more can come.
    func read() -> [LabEvent]? {
        guard let bytes = process.read() else { return nil }
        rest += bytes
        var lines = rest.split(separator: 0x0a, omittingEmptySubsequences: false)
        rest = Array(lines.removeLast())
        let events = lines.compactMap { LabEventLine.event($0) }
        if case .ended = events.last { hasToldItsEnd = true }
        return events
    }

    /// Asks it to end, which lets it end a compiler that it has started; a moment later, kills it.
    func end() {
        process.send(isAskedToEnd ? SIGKILL : SIGTERM)
        limit = isAskedToEnd ? nil : .now + .seconds(2)
        isAskedToEnd = true
    }
}
