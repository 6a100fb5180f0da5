import Glibc
import Namespaces

/// Reads what a program prints.
final class ProcessOutput: Attendant {
    private let pipe: Descriptor
    private let process: NodeProcess
    private var lastRead = ContinuousClock.now
    /// Once the program has ended: what it left running may hold the pipe open for ever.
    var deadline: ContinuousClock.Instant? { process.status == nil ? nil : lastRead + .milliseconds(100) }

    init(_ pipe: Descriptor, _ process: NodeProcess) {
        self.pipe = pipe
        self.process = process
        _ = fcntl(pipe.number, F_SETFL, O_NONBLOCK)
    }

    var descriptor: Int32 { pipe.number }
    var events: Int16 { Int16(POLLIN) }

    func attend(_ events: Int16, _ attendance: Attendance) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        for _ in 0..<16 {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                process.log.add(buffer[..<count])
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                break
            } else {
                process.outputIsOver()
                return attendance.remove(self)
            }
        }
        if events == 0, process.status != nil {
            process.outputIsOver()
            return attendance.remove(self)
        }
        lastRead = ContinuousClock.now
    }
}

/// Sees a process end.
final class ProcessEnd: Attendant {
    private let end: Descriptor
    private let reap: () -> Bool

    /// - Parameter reap: takes the end down, and tells whether it has come
    init(_ end: Descriptor, _ reap: @escaping () -> Bool) {
        self.end = end
        self.reap = reap
    }

    var descriptor: Int32 { end.number }
    var events: Int16 { Int16(POLLIN) }
    var deadline: ContinuousClock.Instant? { nil }

    func attend(_ events: Int16, _ attendance: Attendance) {
        if reap() { attendance.remove(self) }
    }
}
