import Glibc
import Synchronization
import Testing

@testable import Namespaces

@Suite("State that several threads wait for", .timeLimit(.minutes(1)))
struct MonitorTests {
    /// A wake-up that is lost leaves a thread waiting for ever: each waits for every number, and goes on when it is there.
    @Test func `each change wakes all who wait, whenever they began to`() throws {
        let monitor = Monitor(0), last = 2_000
        let seen = Mutex<[Int: Int]>([:])
        let threads = try (0..<4).map { thread in
            try OwnThread.start {
                for number in 1...last {
                    monitor.wait { $0 >= number ? () : nil }
                    seen.withLock { $0[thread] = number }
                }
            }
        }
        for _ in 0..<last {
            monitor.withLock { $0 += 1 }
            sched_yield()
        }
        for thread in threads { pthread_join(thread, nil) }
        #expect(seen.withLock { $0 } == [0: last, 1: last, 2: last, 3: last])
    }

    @Test func `what is taken while waiting is taken once`() throws {
        let monitor = Monitor<[Int]>([]), taken = Mutex<[Int]>([])
        let threads = try (0..<4).map { _ in
            try OwnThread.start {
                for _ in 0..<100 {
                    let number = monitor.wait { $0.popLast() }
                    taken.withLock { if let number { $0.append(number) } }
                }
            }
        }
        for number in 0..<400 { monitor.withLock { $0.append(number) } }
        for thread in threads { pthread_join(thread, nil) }
        #expect(taken.withLock { $0.sorted() } == Array(0..<400))
    }

    @Test func `waiting ends with the deadline, and what is there already is not waited for`() {
        let monitor = Monitor(false)
        #expect(monitor.wait(until: Deadline(in: .milliseconds(5))) { $0 ? "there" : nil } == nil)
        monitor.withLock { $0 = true }
        #expect(monitor.wait(until: Deadline(in: .zero)) { $0 ? "there" : nil } == "there")
    }
}
