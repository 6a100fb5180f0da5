import CLinux
import Foundation
import Testing

@testable import Namespaces
@testable import VirtualMachine

/// The guest's agent on this machine, spoken to as the host speaks to it.
final class AgentDialogue {
    private let own: Descriptor
    private var reader = FrameReader()
    private var frames: [Frame] = []

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(clinux_socket_pair(&ends) == 0)
        own = Descriptor(owning: ends[0])
        let agents = Descriptor(owning: ends[1])
        _ = fcntl(agents.number, F_SETFL, O_NONBLOCK)
        // It ends when the other end is closed.
        pthread_detach(try OwnThread.start { try? GuestAgent(port: agents).run() })
        try #require(try next(.greeting).stream == 0)
    }

    func send(_ stream: UInt32, _ kind: Frame.Kind, _ payload: some Collection<UInt8> = []) {
        var rest = Frame(stream: stream, kind: kind, payload: Array(payload)).bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(own.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func start(_ stream: UInt32, _ words: String..., terminal: TerminalSize? = nil, writesPackets: Bool = false) throws {
        let request = ProgramRequest(words, environment: ["MOOD": "fine"], terminal: terminal, writesPackets: writesPackets)
        send(stream, .start, try JSONEncoder().encode(request))
    }

    /// The next frame of the kind, on whatever stream; those that come before are kept for later.
    func next(_ kind: Frame.Kind, on stream: UInt32? = nil, within seconds: Double = 20) throws -> Frame {
        let limit = ContinuousClock.now + .seconds(seconds)
        while true {
            if let position = frames.firstIndex(where: { $0.kind == kind && (stream ?? $0.stream) == $0.stream }) { return frames.remove(at: position) }
            try receive(until: limit)
        }
    }

    private func receive(until limit: ContinuousClock.Instant) throws {
        var readiness = Readiness()
        readiness.add(own.number)
        try readiness.wait(limit - .now)
        try #require(readiness.canRead(own.number), "the agent is silent; so far it has sent \(frames)")
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(own.number, &buffer, buffer.count)
        try #require(count > 0, "the agent has ended")
        frames += try reader.take(buffer.prefix(count))
    }

    /// What a program has written until its end, by the kind; and how it ended. Room for more is given as it comes.
    func end(of stream: UInt32) throws -> (output: [Frame.Kind: [UInt8]], how: ProgramEnd) {
        let limit = ContinuousClock.now + .seconds(20)
        var output: [Frame.Kind: [UInt8]] = [:]
        while true {
            for frame in frames where frame.stream == stream && [.output, .errors, .packets].contains(frame.kind) {
                output[frame.kind, default: []] += frame.payload
                send(stream, .credit, Frame.credit(frame.payload.count, stream: stream).payload)
            }
            frames.removeAll { $0.stream == stream && [.output, .errors, .packets].contains($0.kind) }
            if let position = frames.firstIndex(where: { $0.stream == stream && $0.kind == .exit }) {
                let end = frames.remove(at: position)
                return (output, try JSONDecoder().decode(ProgramEnd.self, from: Data(end.payload)))
            }
            try receive(until: limit)
        }
    }
}
