import Glibc
import VirtualMachine

/// A process in a virtual machine, whose output this process wants: such as one in which a lab is tested.
final class GuestProcess: LabProcess {
    private let machine: GuestMachine
    private let connection: GuestConnection
    /// Input that the guest has no room for yet.
    private var waiting: ArraySlice<UInt8>
    private var errors: [UInt8] = []
    private var hasEndedOutput = false
    private(set) var end: ProgramEnd?
    /// Why there can be no more of it, where it has not ended by itself.
    private var failure: String?

    /// Whether its input ends with what it is given, rather than with this process's interest in it.
    private let endsInput: Bool
    private var hasEndedInput = false

    /// - Parameters:
    ///   - input: what the program finds in its input
    ///   - endsInput: whether the input ends then
    init(_ machine: GuestMachine, _ words: [String], environment: [String: String] = [:], input: [UInt8] = [], endsInput: Bool = true) throws {
        self.machine = machine
        self.endsInput = endsInput
        connection = try machine.connect()
        waiting = input[...]
        do {
            try connection.start(ProgramRequest(words, environment: environment))
            try sendInput()
        } catch {
            throw machine.failure ?? error
        }
    }

    var output: Int32 { connection.number }

    func read() -> [UInt8]? {
        if end != nil || failure != nil { return nil }
        var bytes: [UInt8] = []
        do {
            guard let events = try connection.receive() else {
                failure = machine.failure?.description ?? "the virtual machine has ended"
                return nil
            }
            for event in events {
                switch event {
                case .output(let output): bytes += output
                case .errors(let output): errors += output
                case .packets: break
                case .outputEnd: hasEndedOutput = true
                case .refused(let number): failure = "Warren cannot be started in the virtual machine: \(String(cString: strerror(number)))"
                case .ended(let how): end = how
                }
            }
            try sendInput()
        } catch {
            failure = "\(error)"
        }
        return bytes.isEmpty && (end != nil || failure != nil) ? nil : bytes
    }

    private func sendInput() throws {
        let part = waiting.prefix(connection.credit)
        if !part.isEmpty {
            try connection.send(input: part)
            waiting = waiting.dropFirst(part.count)
        }
        if waiting.isEmpty, endsInput, !hasEndedInput {
            try connection.endInput()
            hasEndedInput = true
        }
    }

    /// All that it writes before it closes its output or ends.
    ///
    /// - Throws: ``MachineFailure`` if the machine ends first.
    func readOutput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while !hasEndedOutput, let more = read() { bytes += more }
        if let failure { throw MachineFailure(failure) }
        return bytes
    }

    /// All that it writes before it ends.
    func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = read() { bytes += more }
        if let failure { throw MachineFailure(failure) }
        return bytes
    }

    func send(_ signal: Int32) { try? connection.signal(signal) }

    func ending() -> String {
        if let failure { return failure }
        var words: String
        switch end {
        case .status(let status): words = Ending.tooEarly("status \(status)")
        case .signal(let number): words = Ending.tooEarly(Ending.signal(number))
        case nil: words = Ending.tooEarly("nothing that is known")
        }
        if case .signal(SIGKILL) = end, let killing = machine.killing { words += "\n  the guest's kernel says: " + killing }
        // What Swift's runtime says of a crash, for instance.
        if !errors.isEmpty { words += "\n  it wrote: " + String(decoding: errors.suffix(2000), as: UTF8.self) }
        return words
    }
}
