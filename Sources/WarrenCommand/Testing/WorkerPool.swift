import CLinux
import Findings
import Glibc
import Namespaces
import Reporting
import Runtime

/// Tests labs in processes of their own, so many at a time.
///
/// One thread waits for all of them: for their events, and for the time that each has.
final class WorkerPool {
    private let jobs: Int
    private let timeout: Duration?
    private let tell: (Int, LabEvent) -> Void
    /// Is given the position of each lab when its process starts.
    var begins: (Int) -> Void = { _ in }
    /// Starts the process of a lab; `nil`: all that there is to tell of it has been told.
    var start: (LabTrial.Settings, Int) throws -> LabWorker? = { try LabWorker($0, at: $1) }
    private var running: [LabWorker] = []

    /// - Parameters:
    ///   - timeout: how long each lab may take; `nil`: as long as it wants
    ///   - tell: is given the events of all labs as they come, each with the lab's position
    init(jobs: Int, timeout: Duration?, tell: @escaping (Int, LabEvent) -> Void) {
        self.jobs = jobs
        self.timeout = timeout
        self.tell = tell
    }

    /// Tests the labs and returns when the last has ended, or after a signal when none is left.
    func run(_ labs: [LabTrial.Settings]) throws {
        // The loop looks for signals itself: nothing may be left when this process ends.
        Interruption.onSignal {}
        defer { Interruption.onSignal(nil) }
        var waiting = Array(labs.enumerated().reversed())
        while true {
            if Interruption.status != nil {
                waiting = []
                for worker in running where !worker.isAskedToEnd { worker.end() }
            }
            while running.count < jobs, let (position, lab) = waiting.popLast() {
                begins(position)
                guard let worker = try start(lab, position) else { continue }
                worker.limit = timeout.map { worker.started + $0 }
                running.append(worker)
            }
            if running.isEmpty { return }
            for worker in try ready() { take(worker) }
            for worker in running where worker.limit.map({ $0 <= .now }) ?? false { worker.end() }
        }
    }

    private func take(_ worker: LabWorker) {
        if let events = worker.read() {
            // What comes from a lab after its time was over is no result.
            if !worker.isAskedToEnd { for event in events { tell(worker.position, event) } }
            return
        }
        let ending = worker.process.ending()
        running.removeAll { $0 === worker }
        let file = worker.file
        if worker.isAskedToEnd {
            if Interruption.status == nil, let timeout {
                tell(worker.position, .message("\(file): error: it took longer than \(Text.milliseconds(timeout)), and was ended; what was built is gone"))
                tell(worker.position, .ended(.overran))
            } else {
                tell(worker.position, .ended(.interrupted))
            }
        } else if !worker.hasToldItsEnd {
            tell(worker.position, .message("\(file): error: \(ending)"))
            tell(worker.position, .ended(.impossible))
        }
    }

    /// Those with something to read. Comes back when a lab's time is over, and often enough to see a signal.
    private func ready() throws -> [LabWorker] {
        let nearest = running.compactMap(\.limit).min().map { $0 - .now } ?? .seconds(1)
        let wait = max(.zero, min(nearest, .milliseconds(50))).components
        var polled = running.map { pollfd(fd: $0.process.output, events: Int16(POLLIN), revents: 0) }
        let count = clinux_ppoll(&polled, UInt32(polled.count), wait.seconds, wait.attoseconds / 1_000_000_000)
        if count < 0, errno != EINTR { throw SystemError("ppoll") }
        if count <= 0 { return [] }
        return zip(running, polled).filter { $0.1.revents != 0 }.map(\.0)
    }
}
