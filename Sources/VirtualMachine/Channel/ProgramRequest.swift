/// A program that is to run in the guest.
package struct ProgramRequest: Sendable, Hashable, Codable {
    /// The program, found in the guest's PATH unless it has a slash, and its arguments.
    package var arguments: [String]
    /// Beside what the guest's own programs have; of the same name, this counts.
    package var environment: [String: String]
    /// With a terminal of this size; `nil`: with pipes.
    package var terminal: TerminalSize?
    /// Whether the program has a descriptor 3 to write to as well.
    package var writesPackets: Bool

    package init(_ arguments: [String], environment: [String: String] = [:], terminal: TerminalSize? = nil, writesPackets: Bool = false) {
        self.arguments = arguments
        self.environment = environment
        self.terminal = terminal
        self.writesPackets = writesPackets
    }
}

/// The size of a terminal, in characters.
package struct TerminalSize: Sendable, Hashable, Codable {
    package var rows: UInt16
    package var columns: UInt16

    package init(rows: UInt16, columns: UInt16) {
        self.rows = rows
        self.columns = columns
    }
}

/// Why a program could not be started in the guest.
struct ProgramFailure: Sendable, Hashable, Codable {
    var call: String
    var errno: Int32
}

/// How a program in the guest ended.
package enum ProgramEnd: Sendable, Hashable, Codable {
    case status(Int32)
    case signal(Int32)

    /// As a shell tells it: 128 and the signal's number for a program that was killed.
    package var shellStatus: Int32 {
        switch self {
        case .status(let status): status
        case .signal(let number): 128 + number
        }
    }
}
