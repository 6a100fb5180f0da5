internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import Namespaces

/// Connects those who want programs run with the guest, each by a stream of its own, and watches over QEMU.
final class Switchboard {
    private let machine: GuestMachine
    private let listener: MachineListener?
    private let qemu: QEMU
    /// The host's end of the guest's port.
    private let port: Descriptor
    private var reader = FrameReader()
    /// For the guest.
    private var queue = SendQueue()
    private var lines: [UInt32: Line] = [:]
    private var nextStream: UInt32 = 1
    private var console = Console(), errors = Console()
    private let started = ContinuousClock.now
    private var isUp = false
    /// When the guest has last said anything, and when it was last asked to.
    private var heard = ContinuousClock.now, asked = ContinuousClock.now

    /// Somebody on the host, and what is on the way to them.
    private final class Line {
        let descriptor: Descriptor
        var reader = FrameReader()
        var queue = SendQueue()
        /// Whether the program has ended: what is queued is the last.
        var isOver = false

        init(_ descriptor: Descriptor) {
            self.descriptor = descriptor
            _ = fcntl(descriptor.number, F_SETFL, O_NONBLOCK)
        }
    }

    /// How often the guest is asked whether it is there.
    private static let heartbeat = Duration.seconds(2)
    /// How long it may be silent when its process is stopped.
    private static let stoppedLimit = Duration.seconds(5)

    init(_ machine: GuestMachine, _ listener: MachineListener?) throws {
        self.machine = machine
        self.listener = listener
        var ends: [Int32] = [0, 0]
        guard clinux_socket_pair(&ends) == 0 else { throw SystemError("socketpair") }
        port = Descriptor(owning: ends[0])
        let guests = Descriptor(owning: ends[1])
        qemu = try QEMU(machine.settings, machine.accelerator, channel: guests)
        _ = fcntl(port.number, F_SETFL, O_NONBLOCK)
    }

    /// What became of a machine: `nil` if it was asked to end.
    static func failure(of body: () throws -> Void) -> MachineFailure? {
        do {
            try body()
            return nil
        } catch let failure as MachineFailure {
            return failure
        } catch {
            return MachineFailure("the virtual machine: \(error)")
        }
    }

    /// Returns when the machine is asked to end; throws if it ends by itself. Nothing of it is left in either case.
    func run() throws {
        defer { qemu.kill() }
        do {
            while try turn() {}
        } catch {
            let failure = Self.failure { throw error } ?? MachineFailure("the virtual machine has ended")
            // Of one that was never up nobody has heard yet, and it may be tried once more.
            if isUp { machine.hasFailed(failure) }
            for (stream, line) in lines {
                line.queue.add(Frame(stream: stream, kind: .lost, payload: Array(failure.description.utf8)).bytes)
                _ = try? line.queue.flush(to: line.descriptor.number)
            }
            throw failure
        }
    }

    /// Waits for something to do, and does it.
    ///
    /// - Returns: whether to go on
    private func turn() throws -> Bool {
        var readiness = Readiness()
        for descriptor in [machine.wakeUp, qemu.ended.number, qemu.console.number, qemu.errors.number] { readiness.add(descriptor) }
        readiness.add(port.number, writes: isUp && !queue.isEmpty)
        // Until the guest is ready nothing is taken in: another try, by TCG, may still have to answer it.
        if isUp, let listener { readiness.add(listener.descriptor.number) }
        for line in lines.values { readiness.add(line.descriptor.number, writes: !line.queue.isEmpty) }
        try readiness.wait(isUp ? Self.heartbeat - (.now - asked) : machine.bootLimit - (.now - started))

        if readiness.canRead(machine.wakeUp) {
            if machine.isToEnd() { return false }
            takeConnections()
        }
        if isUp, let listener, readiness.canRead(listener.descriptor.number), let descriptor = listener.accept() { add(descriptor) }
        listen(to: qemu.console, &console)
        listen(to: qemu.errors, &errors)
        if readiness.canRead(port.number) { try hear() }
        if readiness.canRead(qemu.ended.number) { throw ending() }
        for (stream, line) in lines { try serve(stream, line, readiness) }
        if isUp {
            do { try queue.flush(to: port.number) } catch { throw ending(orSaying: "QEMU has closed the guest's port") }
        }
        try watch()
        return true
    }

    // MARK: Those on the host

    private func takeConnections() {
        if isUp { for descriptor in machine.takeConnections() { add(descriptor) } }
    }

    private func add(_ descriptor: Descriptor) {
        lines[nextStream] = Line(descriptor)
        nextStream += 1
    }

    private func serve(_ stream: UInt32, _ line: Line, _ readiness: Readiness) throws {
        if readiness.canRead(line.descriptor.number) {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(line.descriptor.number, &buffer, buffer.count)
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { return hangUp(stream, line) }
            guard let frames = try? line.reader.take(buffer.prefix(max(0, count))) else { return hangUp(stream, line) }
            for var frame in frames where frame.kind.rawValue >= Frame.Kind.start.rawValue {
                frame.stream = stream
                queue.add(frame.bytes)
            }
        }
        do { try line.queue.flush(to: line.descriptor.number) } catch { return hangUp(stream, line) }
        if line.isOver, line.queue.isEmpty { lines[stream] = nil }
    }

    private func hangUp(_ stream: UInt32, _ line: Line) {
        if !line.isOver { queue.add(Frame(stream: stream, kind: .hangUp).bytes) }
        lines[stream] = nil
    }

    // MARK: The guest

    private func hear() throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(port.number, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        // QEMU is about to end, or has ended.
        guard count > 0 else { throw ending(orSaying: "QEMU has closed the guest's port") }
        heard = .now
        for frame in try reader.take(buffer.prefix(count)) {
            guard frame.stream == 0 else {
                guard let line = lines[frame.stream] else { continue }
                line.queue.add(frame.bytes)
                if frame.kind == .exit || frame.kind == .refused { line.isOver = true }
                continue
            }
            if frame.kind == .greeting { try welcome(try JSONDecoder().decode(GuestGreeting.self, from: Data(frame.payload))) }
        }
    }

    private func welcome(_ greeting: GuestGreeting) throws {
        guard greeting.format == GuestGreeting.format else {
            throw MachineFailure("the guest's Warren speaks version \(greeting.format) of the channel, this one \(GuestGreeting.format)")
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let zone = (try? Data(contentsOf: URL(filePath: "/etc/localtime"))).map(Array.init)
        let answer = HostGreeting(time: Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec), localTime: zone)
        queue.add(Frame(stream: 0, kind: .welcome, payload: Array(try JSONEncoder().encode(answer))).bytes)
        isUp = true
        asked = .now
        machine.isUp(after: greeting.uptime)
        takeConnections()
    }

    /// Whether the guest is still there, and has begun to speak in time.
    private func watch() throws {
        let settings = machine.settings
        guard isUp else {
            guard .now - started >= machine.bootLimit else { return }
            throw MachineFailure("the virtual machine (\(machine.title)) was not ready within \(machine.bootLimit.components.seconds) s" + stopped, console: tail)
        }
        // Whatever it says will do. That somebody has stopped QEMU is no guess.
        let limit = qemu.isStopped ? min(Self.stoppedLimit, settings.silenceLimit) : settings.silenceLimit
        if .now - heard >= limit {
            throw MachineFailure("the virtual machine (\(machine.title)) has been silent for \(limit.components.seconds) s\(stopped), and was ended", console: tail)
        }
        if .now - asked >= Self.heartbeat {
            queue.add(Frame(stream: 0, kind: .ping).bytes)
            asked = .now
        }
    }

    private var stopped: String { qemu.isStopped ? ": its QEMU, process \(qemu.process), is stopped" : "" }

    // MARK: QEMU

    private func listen(to descriptor: Descriptor, _ console: inout Console) {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        var isNew = false
        while true {
            let count = read(descriptor.number, &buffer, buffer.count)
            guard count > 0 else { break }
            console.take(buffer.prefix(count))
            isNew = true
        }
        if isNew, let killing = console.killing { machine.hasKilled(killing) }
    }

    private var tail: [String] { console.tail() + errors.tail() }

    /// Why QEMU has ended, or is about to.
    private func ending(orSaying words: String = "") -> MachineFailure {
        var readiness = Readiness()
        readiness.add(qemu.ended.number)
        try? readiness.wait(.seconds(2))
        listen(to: qemu.console, &console)
        listen(to: qemu.errors, &errors)
        let title = "the virtual machine (\(machine.title))"
        if !isUp, console.hasBadImage {
            return MachineFailure("\(title) cannot start from its image, \(machine.settings.image): remove it, and it is made anew", console: tail)
        }
        if let panic = console.panic { return MachineFailure("\(title) ended: \(panic)", console: tail) }
        guard readiness.canRead(qemu.ended.number) else { return MachineFailure("\(title): \(words)", console: tail) }
        let how = qemu.reap()
        if how == "status 0" { return MachineFailure("\(title) has turned itself off", console: tail) }
        let when = isUp ? "" : " before the guest was ready"
        return MachineFailure("\(title): QEMU ended by \(how)\(when)", console: tail)
    }
}
