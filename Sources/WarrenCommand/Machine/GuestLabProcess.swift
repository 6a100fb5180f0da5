import Glibc
import Runtime
import VirtualMachine

/// A process in a virtual machine in which a lab is tested.
final class GuestLabProcess: LabProcess {
    private let machine: GuestMachine
    private let connection: GuestConnection
    /// Input that the guest has no room for yet.
    private var waiting: ArraySlice<UInt8>
    private var errors: [UInt8] = []
    private var end: String?

    /// - Parameter input: what the program finds in its input, whose end it does not see before this is let go of
    init(_ machine: GuestMachine, _ words: [String], environment: [String: String] = [:], input: [UInt8]) throws {
        self.machine = machine
        connection = try machine.connect()
        waiting = input[...]
        try connection.start(ProgramRequest(words, environment: environment))
        try sendInput()
    }

    var output: Int32 { connection.number }

    func read() -> [UInt8]? {
        if end != nil { return nil }
        var bytes: [UInt8] = []
        do {
            guard let events = try connection.receive() else {
                end = "the end of the virtual machine"
                return nil
            }
            for event in events {
                switch event {
                case .output(let output): bytes += output
                case .errors(let output): errors += output
                case .packets, .outputEnd: break
                case .refused(let number): end = "not being started: \(String(cString: strerror(number)))"
                case .ended(.status(let status)): end = "status \(status)"
                case .ended(.signal(let number)): end = Ending.signal(number)
                }
            }
            try sendInput()
        } catch {
            end = "\(error)"
        }
        return bytes.isEmpty && end != nil ? nil : bytes
    }

    private func sendInput() throws {
        let part = waiting.prefix(connection.credit)
        guard !part.isEmpty else { return }
        try connection.send(input: part)
        waiting = waiting.dropFirst(part.count)
    }

    func send(_ signal: Int32) { try? connection.signal(signal) }

    func ending() -> String {
        var words = end ?? "nothing that is known"
        if words == Ending.signal(SIGKILL), let killing = machine.killing { words += "; the guest's kernel: " + killing }
        // What Swift's runtime says of a crash, for instance.
        if !errors.isEmpty { words += "; it wrote: " + String(decoding: errors.suffix(2000), as: UTF8.self) }
        return words
    }
}
