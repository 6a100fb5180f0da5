/// One message between host and guest.
///
///     bytes 0…3   the length of the payload, little-endian
///     bytes 4…7   the stream: 0 for the machine itself, else one for each program that runs in the guest
///     byte  8     the kind
///     then        the payload
struct Frame: Sendable, Hashable {
    /// What a frame says. The numbers are a promise between programs of one version: host and guest are the same program.
    enum Kind: UInt8, Sendable {
        // Of the machine, on stream 0.
        /// From the guest, first of all: a ``GuestGreeting`` as JSON.
        case greeting = 1
        /// To the guest, the answer: a ``HostGreeting`` as JSON.
        case welcome = 2
        /// To the guest, which sends back a `pong` of the same payload.
        case ping = 3
        case pong = 4

        // To the guest, of a program.
        /// The first of a stream: a ``ProgramRequest`` as JSON.
        case start = 16
        /// Bytes for the program's standard input.
        case input = 17
        /// No more input comes.
        case inputEnd = 18
        /// One byte: the signal's number, for the program and those that it has started.
        case signal = 19
        /// The terminal's new size: a ``TerminalSize`` as JSON.
        case resize = 20
        /// Nobody waits for the program any more; it is killed.
        case hangUp = 21
        /// Nobody reads its standard output any more.
        case closeOutput = 22

        // From the guest, of a program.
        /// Bytes of its standard output; on a terminal, all that it writes.
        case output = 32
        /// Bytes of its standard error.
        case errors = 33
        /// Bytes of its descriptor 3.
        case packets = 34
        /// It has closed its standard output, and goes on.
        case outputEnd = 35
        /// It could not be started: a ``ProgramFailure`` as JSON. The last of a stream.
        case refused = 36
        /// It has ended: its ``ProgramEnd`` as JSON. The last of a stream.
        case exit = 37
        /// From the host itself to whoever waits for the program: the machine has ended, and why, as text.
        case lost = 38

        /// Either way: so many bytes more may be sent on this stream, four bytes, little-endian.
        case credit = 48
    }

    var stream: UInt32
    var kind: Kind
    var payload: [UInt8] = []

    /// The longest payload, in bytes. What is longer is no frame, and whoever sent it does not speak this language.
    static let limit = 1 << 20
    /// How many bytes of input or output are sent in one frame at most.
    static let chunk = 32 << 10
    /// How many bytes each side may send on a stream before the other has said that it has taken some.
    static let window = 256 << 10
    static let headerLength = 9

    var bytes: [UInt8] {
        Self.littleEndian(UInt32(payload.count)) + Self.littleEndian(stream) + [kind.rawValue] + payload
    }

    static func credit(_ count: Int, stream: UInt32) -> Frame {
        Frame(stream: stream, kind: .credit, payload: littleEndian(UInt32(count)))
    }

    /// How many bytes a `credit` gives.
    var credited: Int { payload.count == 4 ? Int(Self.number(payload[...])) : 0 }

    private static func littleEndian(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }

    /// Of the first four bytes.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
