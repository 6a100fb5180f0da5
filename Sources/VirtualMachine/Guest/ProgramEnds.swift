internal import CLinux
internal import Glibc
internal import Namespaces

/// Both ends of what a program in the guest reads and writes.
struct ProgramEnds {
    /// The guest agent's.
    var input: Descriptor
    var outputs: [(kind: Frame.Kind, descriptor: Descriptor)] = []
    /// The program's, by the number that each is to have.
    var inherited: [(number: Int32, descriptor: Descriptor)] = []
    /// What the program is to open as its terminal.
    var terminalName: String?
    /// Held open until the program has its own.
    private var terminal: Descriptor?

    init(_ request: ProgramRequest) throws(SystemError) {
        if let size = request.terminal {
            let pair = try Self.terminal(size)
            (input, terminal, terminalName) = (pair.own, pair.programs, pair.name)
            outputs = [(.output, pair.own)]
        } else {
            let pipe = try Self.pipe()
            input = pipe.write
            inherited = [(0, pipe.read)]
            try addOutput(.output, number: 1)
            try addOutput(.errors, number: 2)
        }
        if request.writesPackets { try addOutput(.packets, number: 3) }
        for descriptor in [input] + outputs.map(\.descriptor) { _ = fcntl(descriptor.number, F_SETFL, O_NONBLOCK) }
    }

    private mutating func addOutput(_ kind: Frame.Kind, number: Int32) throws(SystemError) {
        let pipe = try Self.pipe()
        outputs.append((kind, pipe.read))
        inherited.append((number, pipe.write))
    }

    private static func pipe() throws(SystemError) -> (read: Descriptor, write: Descriptor) {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe") }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }

    private static func terminal(_ size: TerminalSize) throws(SystemError) -> (own: Descriptor, programs: Descriptor, name: String) {
        var own: Int32 = -1, programs: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: size.rows, ws_col: size.columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&own, &programs, &name, nil, &size) == 0 else { throw SystemError("openpty") }
        for descriptor in [own, programs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (Descriptor(owning: own), Descriptor(owning: programs), text)
    }
}
