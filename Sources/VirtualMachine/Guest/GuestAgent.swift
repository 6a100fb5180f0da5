internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import Namespaces

/// Runs programs in the guest for the host, and sends what they write.
///
/// One thread does it all. It is the guest's first process as well, so it also buries what others have left.
final class GuestAgent {
    private let port: Descriptor
    private var reader = FrameReader()
    private var queue = SendQueue()
    private var programs: [UInt32: GuestProgram] = [:]

    /// More than this is not taken from programs while the host has not read it.
    private static let queueLimit = 1 << 20

    /// Whether everybody's children are this process's in the end, as they are the first process's.
    private let buriesAll = getpid() == 1

    init(port: Descriptor) { self.port = port }

    /// Returns when the host has gone.
    func run() throws {
        var uptime = timespec(), name = utsname()
        clock_gettime(CLOCK_BOOTTIME, &uptime)
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        send(0, .greeting, try JSONEncoder().encode(GuestGreeting(release: release, uptime: Int64(uptime.tv_sec) * 1_000_000_000 + Int64(uptime.tv_nsec))))
        while true {
            var readiness = Readiness()
            readiness.add(port.number, writes: !queue.isEmpty)
            for program in programs.values { add(program, to: &readiness) }
            // Orphans tell nobody of their end.
            let isClosing = programs.values.contains { $0.end != nil && $0.credit > 0 }
            try readiness.wait(isClosing ? .milliseconds(10) : .seconds(1))
            if readiness.canRead(port.number) {
                guard let frames = try receive() else { return }
                for frame in frames { try take(frame) }
            }
            bury()
            for program in programs.values { serve(program, readiness) }
            try queue.flush(to: port.number)
        }
    }

    private func add(_ program: GuestProgram, to readiness: inout Readiness) {
        if program.end == nil { readiness.add(program.ended.number) }
        let reads = program.credit > 0 && queue.count < Self.queueLimit
        let writes = program.hasInputWaiting
        for output in program.outputs where reads || output.descriptor === program.input && writes {
            readiness.add(output.descriptor.number, reads: reads, writes: output.descriptor === program.input && writes)
        }
        if let input = program.input, writes, !program.outputs.contains(where: { $0.descriptor === input }) {
            readiness.add(input.number, reads: false, writes: true)
        }
    }

    // MARK: The host

    private func send(_ stream: UInt32, _ kind: Frame.Kind, _ payload: some Collection<UInt8> = []) {
        queue.add(Frame(stream: stream, kind: kind, payload: Array(payload)).bytes)
    }

    /// The frames that have come; `nil` if the host has gone.
    private func receive() throws -> [Frame]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(port.number, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        guard count > 0 else { return nil }
        return try reader.take(buffer.prefix(count))
    }

    private func take(_ frame: Frame) throws {
        switch frame.kind {
        case .ping: send(0, .pong, frame.payload)
        case .welcome: try JSONDecoder().decode(HostGreeting.self, from: Data(frame.payload)).takeEffect()
        case .start: try start(frame)
        default: take(frame, for: programs[frame.stream])
        }
    }

    /// What is for a program that has just ended comes too late, and is nobody's fault.
    private func take(_ frame: Frame, for program: GuestProgram?) {
        guard let program else { return }
        switch frame.kind {
        case .input: program.take(frame.payload)
        case .inputEnd: program.endInput()
        case .signal: if program.end == nil { program.send(Int32(frame.payload.first ?? UInt8(SIGTERM))) }
        case .resize:
            if let size = try? JSONDecoder().decode(TerminalSize.self, from: Data(frame.payload)) { program.resize(size) }
        case .hangUp:
            if program.end == nil { program.send(SIGKILL) }
            // Its terminal goes with it, and all that is on it is told so.
            programs[frame.stream] = nil
        case .closeOutput: program.closeStandardOutput()
        case .credit: program.credit += frame.credited
        default: break
        }
    }

    private func start(_ frame: Frame) throws {
        let request = try JSONDecoder().decode(ProgramRequest.self, from: Data(frame.payload))
        do {
            programs[frame.stream] = try GuestProgram(request, stream: frame.stream)
        } catch {
            send(frame.stream, .refused, try JSONEncoder().encode(ProgramFailure(call: error.call, errno: error.errno)))
        }
    }

    // MARK: Programs

    /// Takes the exit status of everything that has ended, the host's programs and what they have left.
    private func bury() {
        var status: Int32 = 0
        for program in programs.values where !buriesAll && program.end == nil && waitpid(program.process, &status, WNOHANG) > 0 {
            program.hasEnded(status)
        }
        while buriesAll {
            let process = waitpid(-1, &status, WNOHANG)
            guard process > 0 else { return }
            programs.values.first { $0.process == process && $0.end == nil }?.hasEnded(status)
        }
    }

    private func serve(_ program: GuestProgram, _ readiness: Readiness) {
        if program.hasInputWaiting {
            let taken = program.flushInput()
            if taken > 0 { queue.add(Frame.credit(taken, stream: program.stream).bytes) }
        }
        for position in program.outputs.indices.reversed() {
            let output = program.outputs[position]
            guard program.end != nil || readiness.canRead(output.descriptor.number) else { continue }
            while queue.count < Self.queueLimit {
                let (bytes, isEnd) = program.readOutput(at: position)
                if !bytes.isEmpty { send(program.stream, output.kind, bytes) }
                if isEnd {
                    program.closeOutput(at: position)
                    if output.kind == .output, program.end == nil { send(program.stream, .outputEnd) }
                }
                if isEnd || bytes.isEmpty { break }
            }
        }
        guard let end = program.end, program.isDrained, queue.count < Self.queueLimit else { return }
        if let bytes = try? JSONEncoder().encode(end.how) { send(program.stream, .exit, bytes) }
        programs[program.stream] = nil
    }
}
