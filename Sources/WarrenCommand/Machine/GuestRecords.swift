import Reporting
import VirtualMachine

/// What a lab in the guest writes down, brought to where the user wants it.
final class GuestRecords {
    /// What is asked of the lab's process in the guest.
    let guestSettings: LabTrial.Settings
    private let machine: GuestMachine
    private let settings: LabTrial.Settings
    private let lab: LabFile
    private var bundle: String?
    private var failedStage: Int?
    private var stage = 1

    /// - Parameter position: the lab's, so that labs that run at once have places of their own
    init(_ machine: GuestMachine, at position: Int, lab: LabFile, _ settings: LabTrial.Settings) {
        self.machine = machine
        self.settings = settings
        self.lab = lab
        var guest = settings
        guest.lab = lab.lab
        guest.pcap = settings.pcap.map { _ in "/run/written/\(position)/packets" }
        guest.artifacts = settings.artifacts.map { _ in "/run/written/\(position)/artifacts" }
        guest.keepsOnFailure = false
        guestSettings = guest
    }

    /// An event of the lab's as it is to be told here, after what must be told before it.
    func local(_ event: LabEvent) -> [LabEvent] {
        switch event {
        case .built(let report): stage = report.number
        case .found(let finding) where finding.verdict == .failed: failedStage = failedStage ?? stage
        case .artifacts:
            // Here nothing of that name may be there yet.
            guard let directory = settings.artifacts else { break }
            do {
                let bundle = try Artifacts(directory: directory).bundle(for: lab.plan.name)
                self.bundle = bundle
                return [.artifacts(bundle)]
            } catch {
                return [.message("warren: \(error)")]
            }
        case .ended: return fetch() + keep() + [event]
        default: break
        }
        return [event]
    }

    private func fetch() -> [LabEvent] {
        var wanted: [(guest: String, host: String)] = []
        if let guest = guestSettings.artifacts, let bundle { wanted.append(("\(guest)/\(lab.plan.name)", bundle)) }
        if let guest = guestSettings.pcap, let directory = settings.pcap { wanted.append((guest, directory)) }
        return wanted.compactMap { guest, host in
            do {
                try GuestFiles(machine).fetch(guest, into: host)
                return nil
            } catch {
                return .message("warren: what \(lab.plan.name) has written in the virtual machine cannot be brought to \(host): \(error)")
            }
        }
    }

    /// `--keep-on-failure`: a machine of its own holds the stage, for this one ends with the run.
    private func keep() -> [LabEvent] {
        guard settings.keepsOnFailure, let failedStage, let stage = lab.plan.stages.first(where: { $0.number == failedStage }) else { return [] }
        do {
            return [.message(try Aftermath.keep(stage, of: lab, in: machine.settings).words)]
        } catch {
            return [.message("warren: stage \(failedStage) of \(lab.plan.name): \(error)")]
        }
    }
}
