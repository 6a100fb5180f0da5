import ArgumentParser
import FoundationEssentials
import Glibc
import Loading
import Namespaces
import Planning
import Runtime
import VirtualMachine
import Warren

/// The process behind `warren up`. It reads the lab from standard input, and writes to standard output either
/// a JSON object once the lab stands, or what went wrong. It alone reads and plans the lab, which takes as long as a
/// tenth of building it.
///
/// Its options are written by ``words(file:isCompiled:name:stage:machine:)`` alone, and take whatever follows them: a
/// stage's title may begin with a dash.
struct KeeperVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "keeper", abstract: "Hold a lab (started by `warren up`).", shouldDisplay: false)

    /// What the user calls the lab's file.
    @Option(parsing: .unconditional) var file: String
    /// Whether standard input is what a compiled lab left.
    @Flag var compiled = false
    /// What the lab runs as; its own name if not given.
    @Option(parsing: .unconditional) var name: String?
    /// By number or title; the last if not given.
    @Option(parsing: .unconditional) var stage: String?
    /// The virtual machine that the lab runs in: a ``MachineSettings`` as JSON.
    @Option(parsing: .unconditional) var machine: String?

    /// What is told of a lab that stands.
    struct Ready: Codable {
        var record: LabRecord
        /// How long it took to build, in nanoseconds.
        var nanoseconds: Int64
        /// The first of the nodes, in the order of the lab.
        var nodes: [String]
        /// One that is worth a look.
        var entrance: String
    }

    /// How many nodes ``Ready`` names.
    private static let mostNodes = 12

    var place: VerbPlace { .holdingLab }

    func run() throws {
        // Whoever started this may be gone before the lab stands; that is for ``tell(_:)`` to find.
        signal(SIGPIPE, SIG_IGN)
        Self.takeName()
        do {
            let written = WrittenLab(file: file, document: Self.input(), isCompiled: compiled)
            let lab = try LabFile(written)
            let stage = try lab.stage(self.stage)
            let name = name ?? lab.plan.name
            try RunningName.check(name)
            _ = chdir("/")
            let machine = try self.machine.map { try JSONDecoder().decode(MachineSettings.self, from: Data($0.utf8)) }
            let keeper = machine.map { settings in
                Keeper(name: name) { try GuestLab(lab.lab, stage: stage, name: name, in: settings, state: $0) }
            }
            try (keeper ?? Keeper(ReadLab(lab.lab, lab.plan, from: written), stage: stage, name: name, reading: Self.readLab)).run { record, duration in
                let (seconds, attoseconds) = duration.components
                let nodes = stage.state.nodes
                let ready = Ready(
                    record: record, nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000,
                    nodes: nodes.prefix(Self.mostNodes).map(\.name), entrance: (nodes.first { $0.role == .pod } ?? nodes[0]).name)
                try Self.tell(JSONEncoder().encode(ready))
                Self.leaveTerminal()
            }
            // The lab is gone, and what was planned of it is only memory: the kernel frees that faster than this process would.
            withExtendedLifetime((lab, stage)) { Glibc.exit(EXIT_SUCCESS) }
        } catch let refusal as LabFile.Refusal {
            print(refusal.lines.joined(separator: "\n"))
            throw ExitCode(refusal.status.rawValue)
        } catch let error as ValidationError {
            print(error.message)
            throw ExitCode(ExitCode.validationFailure.rawValue)
        } catch let failure as StepFailure {
            print(failure.description)
            throw ExitCode(failure.isMachineLimit ? ExitStatus.machineCannot.rawValue : ExitStatus.labIsWrong.rawValue)
        } catch let refusal as GuestLab.Refusal {
            print(refusal.text)
            throw ExitCode(refusal.status)
        } catch let failure as StateDirectory.Failure {
            print("warren: \(failure)")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        } catch {
            print("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    /// What its command line has.
    ///
    /// - Parameter machine: the virtual machine that the lab is to be in; `nil`: this machine
    static func words(
        file: String, isCompiled: Bool = false, name: String?, stage: String?, machine: MachineSettings? = nil
    ) throws -> [String] {
        var words = ["keeper", "--file", file] + (isCompiled ? ["--compiled"] : [])
        if let name { words += ["--name", name] }
        if let stage { words += ["--stage", stage] }
        if let machine { words += ["--machine", String(decoding: try JSONEncoder().encode(machine), as: UTF8.self)] }
        return words
    }

    /// Writes to standard output, and fails if nobody reads it any more: nobody knows of the lab then, and it
    /// must not stay.
    private static func tell(_ text: Data) throws {
        var rest = Array(text)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", "telling that the lab stands") }
            rest = rest.dropFirst(count)
        }
    }

    /// Started as /proc/self/exe, the process would be called `exe` in the lists of ps and top.
    private static func takeName() {
        let descriptor = open("/proc/self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "warren", 6)
        close(descriptor)
    }

    /// Reads what the lab is to become.
    @Sendable private static func readLab(_ written: WrittenLab) throws(ControlFailure) -> ReadLab {
        do {
            let file = try LabFile(written)
            return ReadLab(file.lab, file.plan, from: written)
        } catch let refusal as LabFile.Refusal {
            throw ControlFailure(refusal.status == .machineCannot ? .machine : .lab, refusal.lines.joined(separator: "\n"))
        } catch { throw ControlFailure(error) }
    }

    private static func input() -> Data {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    /// Whoever started the lab must not wait for a pipe that this process still holds.
    private static func leaveTerminal() {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, descriptor) }
        close(null)
    }
}
