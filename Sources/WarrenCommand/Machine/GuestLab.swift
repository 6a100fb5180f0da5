import FoundationEssentials
import Glibc
import Namespaces
import Planning
import Runtime
import VirtualMachine
import Warren

/// A lab that runs in a virtual machine of this process's: a keeper in the guest holds it.
final class GuestLab: KeptLab {
    /// Why the guest's keeper could not build it.
    struct Refusal: Error {
        /// As it is to be told.
        var text: String
        /// What the keeper has ended with.
        var status: Int32
    }

    private(set) var record: LabRecord
    let buildTime: Duration
    private let machine: GuestMachine
    private let keeper: GuestProcess
    private let state: StateDirectory

    /// Starts the machine, and returns when the lab stands there.
    init(_ lab: Lab, stage: StagePlan, name: String, in settings: MachineSettings, state: StateDirectory) throws {
        self.state = state
        machine = try GuestMachine(settings, listening: MachineListener(at: state.machinePath(of: name)))
        try machine.awaitReadiness()
        keeper = try GuestProcess(
            machine, ["warren"] + (try KeeperVerb.words(file: lab.source.file, name: name, stage: "\(stage.number)")),
            input: Array(try JSONEncoder().encode(lab)))
        let output = try keeper.readOutput()
        guard let ready = try? JSONDecoder().decode(KeeperVerb.Ready.self, from: Data(output)) else {
            let text = String(decoding: output, as: UTF8.self)
            guard case .status(let status) = keeper.end, !text.isEmpty else { throw MachineFailure(keeper.ending()) }
            throw Refusal(text: String(text.dropLast()), status: status)
        }
        buildTime = .nanoseconds(ready.nanoseconds)
        record = Self.local(ready.record, machine)
    }

    deinit { machine.end() }

    /// What is written down here of a lab that is written down so in the guest.
    private static func local(_ record: LabRecord, _ machine: GuestMachine) -> LabRecord {
        var record = record
        record.process = getpid()
        record.machine = .init(kernel: machine.settings.kernel.release, accelerator: machine.accelerator.title)
        return record
    }

    var descriptors: [Int32] { [machine.ended, keeper.output] }

    func isOver() -> Bool {
        if machine.hasEnded { return true }
        return keeper.read() == nil
    }

    /// The keeper in the guest is asked the same.
    func answer(_ request: ControlRequest, to caller: ControlConnection) -> (@Sendable () -> Void)? {
        do {
            let asking = try GuestQuestion(request, of: record.name, in: machine)
            switch request {
            case .describe: try asking.pass(to: caller)
            case .prove: return { asking.passOrFail(to: caller) }
            case .change:
                try asking.pass(to: caller) { line in
                    let message = try JSONDecoder().decode(ChangeRequest.Message.self, from: Data(line))
                    guard case .answer(var answer) = message else { return line }
                    record = Self.local(answer.record, machine)
                    answer.record = record
                    try state.publish(record)
                    return Array(try JSONEncoder().encode(ChangeRequest.Message.answer(answer)))
                }
            }
        } catch {
            caller.fail(ControlFailure(.machine, "warren: \(error)"))
        }
        return nil
    }
}
