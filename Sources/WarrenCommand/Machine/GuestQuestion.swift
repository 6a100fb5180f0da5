import FoundationEssentials
import Runtime
import VirtualMachine

/// What a lab's keeper in the guest is asked for somebody who has asked the one on this machine.
struct GuestQuestion: Sendable {
    private let machine: GuestMachine
    private let name: String
    private let text: [UInt8]

    /// - Parameter name: what the lab runs as
    init(_ request: ControlRequest, of name: String, in machine: GuestMachine) throws {
        (self.machine, self.name) = (machine, name)
        text = Array(try JSONEncoder().encode(request))
    }

    /// Passes on each line that the keeper says, until it says no more, or until the caller has hung up.
    ///
    /// - Parameter change: makes a line of this machine of one of the guest's
    func pass(to caller: ControlConnection, _ change: ([UInt8]) throws -> [UInt8] = { $0 }) throws {
        // With the connection goes the process that asks there.
        let process = try GuestProcess(machine, ["warren", "guest-ask", name], input: text)
        var rest: [UInt8] = []
        while true {
            var readiness = Readiness()
            readiness.add(process.output)
            readiness.add(caller.number, reads: false)
            try readiness.wait(nil)
            if readiness.isHungUp(caller.number) { return }
            guard let bytes = process.read() else { break }
            rest += bytes
            var lines = rest.split(separator: 0x0a, omittingEmptySubsequences: false)
            rest = Array(lines.removeLast())
            for line in lines { try caller.pass(change(Array(line)) + [0x0a]) }
        }
        guard process.end == .status(0) else { throw MachineFailure(process.ending()) }
    }

    /// The same where errors have nowhere else to go.
    func passOrFail(to caller: ControlConnection) {
        do { try pass(to: caller) } catch { caller.fail(ControlFailure(.machine, "warren: \(error)")) }
    }
}
