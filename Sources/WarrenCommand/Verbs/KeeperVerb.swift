import ArgumentParser
import FoundationEssentials
import Glibc
import Planning
import Runtime
import Warren

/// The process behind `warren up`. It reads the lab from standard input, and writes to standard output either
/// a JSON object once the lab stands, or what went wrong.
struct KeeperVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keeper", abstract: "Hold a lab (started by `warren up`).", shouldDisplay: false)

    @Option var name: String
    @Option var stage: Int

    struct Ready: Codable {
        var record: LabRecord
        /// How long it took to build, in nanoseconds.
        var nanoseconds: Int64
    }

    func run() throws {
        do {
            let lab = try JSONDecoder().decode(Lab.self, from: Data(Self.input()))
            let plan = try Plan(lab)
            guard let stage = plan.stages.first(where: { $0.number == stage }) else {
                throw ValidationError("no stage \(stage)")
            }
            _ = chdir("/")
            try Keeper(plan, stage: stage, name: name).run { record, duration in
                let (seconds, attoseconds) = duration.components
                let ready = Ready(record: record, nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
                print(String(decoding: try JSONEncoder().encode(ready), as: UTF8.self))
                fflush(nil)
                Self.leaveTerminal()
            }
        } catch let failure as StepFailure {
            print(failure.description)
            throw ExitCode(failure.isMachineLimit ? ExitStatus.machineCannot.rawValue : ExitStatus.labIsWrong.rawValue)
        } catch let failure as StateDirectory.Failure {
            print("warren: \(failure)")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        } catch {
            print("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    private static func input() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    /// Whoever started the lab must not wait for a pipe that this process still holds.
    private static func leaveTerminal() {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, descriptor) }
        close(null)
    }
}
