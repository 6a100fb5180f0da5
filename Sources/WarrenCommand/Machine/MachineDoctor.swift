import ArgumentParser
import FoundationEssentials
import Loading
import Reporting
import Runtime
import VirtualMachine

/// Tries what the kernels of virtual machines can do, beside this machine's own.
struct MachineDoctor {
    private let options: MachineOptions

    init(_ options: MachineOptions) { self.options = options }

    func run() throws {
        let settings = try options.settingsOfAll()
        do {
            let guests = try settings.enumerated().map { position, settings in
                try guest(settings, title: "vm" + (position == 0 ? "" : " \(position + 1)"))
            }
            for line in FeatureMatrix(columns: [try own()] + guests).lines(.output) { say(line) }
            let areFit = guests.allSatisfy { $0.features.canRunLabs }
            try (areFit ? ExitStatus.allHeld : .machineCannot).end()
        } catch let failure as MachineFailure {
            complain("warren: \(failure)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    private static let words = ["features"]

    private func guest(_ settings: MachineSettings, title: String) throws -> FeatureMatrix.Column {
        let machine = try GuestMachine(settings)
        defer { machine.end() }
        try machine.awaitReadiness()
        let process = try GuestProcess(machine, ["warren"] + Self.words)
        let output = try process.readAll()
        guard let features = try? JSONDecoder().decode(KernelFeatures.self, from: Data(output)) else { throw MachineFailure(process.ending()) }
        return .init(title: title, meaning: machine.description.description, features: features)
    }

    /// By a process of its own: an ordinary user's has to be in a user namespace, where this one cannot go any more.
    private func own() throws -> FeatureMatrix.Column {
        guard let program = FileIdentity("/proc/self/exe")?.path else { throw MachineFailure("Warren's own program is not there any more") }
        let process = BoundedProcess(
            program: program, arguments: Self.words, environment: ProcessInfo.processInfo.environment, directory: "/",
            deadline: .seconds(60), limits: ResourceLimits(processorTime: 60, mayFork: true), outputLimit: 1 << 20, surplus: .isFatal)
        let ending = try Blocking.run { try await process.run() }
        guard let features = try? JSONDecoder().decode(KernelFeatures.self, from: Data(ending.output.utf8)) else {
            throw MachineFailure("what this machine's kernel can do was not to be found out: \(ending.output.suffix(500))")
        }
        let obstacle = features.features.isEmpty ? ": nothing can be tried here, for want of rights" : ""
        return .init(title: "here", meaning: "Linux \(features.release)\(obstacle)", features: features)
    }
}

extension KernelFeatures {
    /// Whether the kernel has what no lab is without.
    fileprivate var canRunLabs: Bool {
        ["veth", "bridge"].allSatisfy { name in features.contains { $0.group == .links && $0.name == name && $0.isThere == true } }
    }
}
