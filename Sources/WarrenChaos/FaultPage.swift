import CFaults
import CLinux
import Foundation

/// The page by which a disturbed process is told which of its requests goes wrong, and tells that it did.
final class FaultPage {
    enum Kind: String, CaseIterable {
        /// The request is refused.
        case refuse
        /// The process is killed right after it.
        case kill
    }

    private static let size = MemoryLayout<cfaults_page>.size

    let path: String
    /// Which verb's process is disturbed.
    let verb: String
    private let page: UnsafeMutablePointer<cfaults_page>

    init(verb: String) throws {
        self.verb = verb
        path = "\(Cell.workshop)/\(verb).faults"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        defer { close(file) }
        guard file >= 0, ftruncate(file, off_t(Self.size)) == 0,
            let memory = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else { throw ChaosError("\(path): \(String(cString: strerror(errno)))") }
        page = memory.bindMemory(to: cfaults_page.self, capacity: 1)
    }

    deinit { munmap(page, Self.size) }

    /// A request, as it can be met again in another run.
    struct Point {
        /// Its place among those that were counted, from 1.
        var number: Int
        fileprivate var own: UInt64
        /// Which of those that are equal to it, counted from 1.
        fileprivate var occurrence: Int
        /// Another request's only if the requests are the same and follow the same.
        var sum: UInt64
    }

    /// The requests that have been counted.
    var points: [Point] {
        let count = min(counted, CFAULTS_SUMS)
        var met: [UInt64: Int] = [:]
        return zip(UnsafeBufferPointer(start: cfaults_own(page), count: count), UnsafeBufferPointer(start: cfaults_sums(page), count: count))
            .enumerated().map { position, sums in
                met[sums.0, default: 0] += 1
                return Point(number: position + 1, own: sums.0, occurrence: met[sums.0] ?? 1, sum: sums.1)
            }
    }

    /// From the next request on disturbs the one that is equal to this.
    func arm(_ point: Point, _ kind: Kind) { arm(point.own, point.occurrence, kind) }

    private func arm(_ own: UInt64, _ occurrence: Int, _ kind: Kind) {
        page.pointee.target = 0
        page.pointee.fired = 0
        page.pointee.kind = UInt32((kind == .refuse ? CFAULTS_REFUSE : CFAULTS_KILL).rawValue)
        page.pointee.count = 0
        page.pointee.met = 0
        page.pointee.wanted = own
        page.pointee.target = UInt32(occurrence)
    }

    /// Counts from now on, and disturbs nothing.
    func count() { arm(0, 0, .refuse) }

    var counted: Int { Int(page.pointee.count) }

    var hasFired: Bool { page.pointee.fired != 0 }

    /// Waits until the process that was counted is gone, for some seconds at most. One that is killed after a request ends when that
    /// request does: what removes a link takes a grace period of the kernel's, and the process goes on meanwhile.
    func awaitEnd() {
        let process = clinux_pidfd_open(page.pointee.process)
        defer { close(process) }
        Cell.awaitEnd(of: process, seconds: 5)
    }

    /// Whether nobody waits for the disturbed request: the removal of a link, which is `RTM_DELLINK`, 17.
    var isForNobody: Bool { what.contains("message 17 ") }

    /// What the disturbed request was.
    var what: String {
        withUnsafeBytes(of: page.pointee.what) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// How long ago the request was disturbed.
    var sinceFired: Duration {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return .nanoseconds(Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - Int64(page.pointee.fired_at))
    }
}
