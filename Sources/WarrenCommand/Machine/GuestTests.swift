import FoundationEssentials
import Glibc
import Reporting
import VirtualMachine

/// Tests labs in a virtual machine: loaded on this machine, built and proved in the guest, what is written down brought back.
final class GuestTests {
    let machine: GuestMachine
    private let parameters: [String: String]
    private let tell: (Int, LabEvent) -> Void
    private var records: [Int: GuestRecords] = [:]
    /// Whether a lab has been told, or will be, why the machine has ended, if it has.
    private var hasMetFailure = false

    init(_ machine: GuestMachine, parameters: [String: String], tell: @escaping (Int, LabEvent) -> Void) {
        self.machine = machine
        self.parameters = parameters
        self.tell = tell
    }

    /// Loads a lab here, and starts the process that tests it there; `nil` if the lab is wrong, and told so.
    func start(_ settings: LabTrial.Settings, at position: Int) throws -> LabWorker? {
        let lab: LabFile
        do {
            lab = try LabFile(loading: settings.file, settings: parameters)
        } catch let refusal as LabFile.Refusal {
            for line in refusal.lines { tell(position, .message(line)) }
            tell(position, .ended(refusal.outcome))
            return nil
        }
        if !lab.notes.isEmpty { tell(position, .message(lab.notes)) }
        while machine.isBooting(after: .milliseconds(50)) {
            guard Interruption.status == nil else {
                tell(position, .ended(.interrupted))
                return nil
            }
        }
        let records = GuestRecords(machine, at: position, lab: lab, settings)
        self.records[position] = records
        var input = Array(try JSONEncoder().encode(records.guestSettings))
        input.append(0x0a)
        do {
            let process = try GuestProcess(machine, ["warren", "test-worker", "-"], environment: GuestEnvironment.own, input: input, endsInput: false)
            // Whatever becomes of the machine now, this lab is told.
            hasMetFailure = true
            return LabWorker(settings.file, at: position, in: process)
        } catch {
            // The console's last words stand where the machine's end was met first, and once.
            let words = hasMetFailure ? (error as? MachineFailure)?.reason : nil
            hasMetFailure = true
            tell(position, .message("\(settings.file): error: \(words ?? "\(error)")"))
            tell(position, .ended(.impossible))
            return nil
        }
    }

    /// Tells an event of a lab in the guest as if it were one here.
    func pass(_ position: Int, _ event: LabEvent) {
        for event in records[position]?.local(event) ?? [event] { tell(position, event) }
    }
}

extension LabFile.Refusal {
    /// What becomes of a lab that is refused.
    var outcome: LabResult.Outcome {
        switch status {
        case .labIsWrong: .wrong
        case .machineCannot: .impossible
        // Whoever ends the run says why, once.
        default: .interrupted
        }
    }
}
