internal import FoundationEssentials
internal import Glibc
package import Namespaces
internal import Runtime

/// A program that runs in a guest, as whoever has started it sees it. To be used by one thread.
package final class GuestConnection {
    /// What becomes known of the program.
    package enum Event: Sendable {
        case output([UInt8])
        case errors([UInt8])
        /// What it has written to its descriptor 3.
        case packets([UInt8])
        /// It has closed its standard output, and goes on.
        case outputEnd
        /// It could not be started. The last event.
        case refused(errno: Int32)
        /// The last event.
        case ended(ProgramEnd)
    }

    private let descriptor: Descriptor
    private var reader = FrameReader()
    /// How many bytes of input may be sent now.
    package private(set) var credit = Frame.window

    init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    /// Reaches the machine that listens at the path.
    package convenience init(to path: String) throws(SystemError) {
        let descriptor = try UnixSocket.make()
        while try UnixSocket.withAddress(path, { connect(descriptor.number, $0, $1) }) != 0 {
            guard errno == EINTR else { throw SystemError("connect", path) }
        }
        self.init(descriptor)
    }

    /// Readable when there are events.
    package var number: Int32 { descriptor.number }

    /// Starts the program: to be done once, and first.
    package func start(_ request: ProgramRequest) throws {
        try send(.start, Array(try JSONEncoder().encode(request)))
    }

    /// Gives the program input, at most ``credit`` bytes of it.
    package func send(input bytes: some Collection<UInt8>) throws(SystemError) {
        credit -= bytes.count
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            try send(.input, Array(rest.prefix(Frame.chunk)))
            rest = rest.dropFirst(Frame.chunk)
        }
    }

    package func endInput() throws(SystemError) { try send(.inputEnd) }
    /// Tells the program that nobody reads its standard output any more.
    package func closeOutput() throws(SystemError) { try send(.closeOutput) }
    package func signal(_ number: Int32) throws(SystemError) { try send(.signal, [UInt8(truncatingIfNeeded: number)]) }
    package func resize(_ size: TerminalSize) throws { try send(.resize, Array(try JSONEncoder().encode(size))) }

    /// What has become known, waiting until there is anything; `nil` when no more can come.
    ///
    /// - Throws: ``MachineFailure`` if the machine has ended.
    package func receive() throws -> [Event]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor.number, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        guard count > 0 else { return nil }
        var events: [Event] = [], taken = 0
        for frame in try reader.take(buffer.prefix(count)) {
            switch frame.kind {
            case .output: events.append(.output(frame.payload))
            case .errors: events.append(.errors(frame.payload))
            case .packets: events.append(.packets(frame.payload))
            case .outputEnd: events.append(.outputEnd)
            case .refused: events.append(.refused(errno: try JSONDecoder().decode(ProgramFailure.self, from: Data(frame.payload)).errno))
            case .exit: events.append(.ended(try JSONDecoder().decode(ProgramEnd.self, from: Data(frame.payload))))
            case .lost: throw MachineFailure(String(decoding: frame.payload, as: UTF8.self))
            case .credit: credit += frame.credited
            default: break
            }
            if [.output, .errors, .packets].contains(frame.kind) { taken += frame.payload.count }
        }
        // Asked for more before this is used: no more than a window is on its way in any case.
        if taken > 0 { _ = try? send(Frame.credit(taken, stream: 0)) }
        return events
    }

    private func send(_ kind: Frame.Kind, _ payload: [UInt8] = []) throws(SystemError) {
        try send(Frame(stream: 0, kind: kind, payload: payload))
    }

    private func send(_ frame: Frame) throws(SystemError) {
        var rest = frame.bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("send", "to the virtual machine") }
            rest = rest.dropFirst(count)
        }
    }
}
