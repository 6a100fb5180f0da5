import Glibc
import Namespaces

extension KeeperProcess {
    /// Why a keeper does not answer.
    public enum Silence: Error, Sendable, CustomStringConvertible {
        /// It ended first, and the lab with it.
        case ended(String)
        /// Somebody has stopped it: SIGSTOP.
        case stopped(String, process: Int32)
        case tooLong(String, process: Int32, Duration)

        public var description: String {
            switch self {
            case .ended(let name): "the keeper of \(name) ended before it answered, and the lab with it"
            case .stopped(let name, let process): "the keeper of \(name) is stopped and cannot answer: kill -CONT \(process) lets it go on"
            case .tooLong(let name, let process, let time):
                "the keeper of \(name) (process \(process)) has not answered for \(time.components.seconds) seconds; warren down \(name) ends it"
            }
        }
    }

    /// Asks the keeper of a running lab, and waits for its answer.
    ///
    /// - Parameter patience: how long the keeper may be at it
    /// - Throws: ``Silence`` if no answer comes; `SystemError` if it cannot be asked.
    public static func ask(
        _ request: ControlRequest, of record: LabRecord, state: StateDirectory = StateDirectory(), patience: Duration = .seconds(300)
    ) throws -> ControlReply {
        guard let process = try record.keeper.descriptor() else { throw Silence.ended(record.name) }
        let deadline = Deadline(in: patience)
        do {
            return try ControlSocket.ask(request, at: state.controlPath(of: record.name)) {
                if isStopped(record.process) { throw Silence.stopped(record.name, process: record.process) }
                if deadline.hasPassed { throw Silence.tooLong(record.name, process: record.process, patience) }
            }
        } catch let silence as Silence {
            throw silence
        } catch {
            // A keeper that is killed hangs up a moment before it is gone.
            guard try Poll.wait(for: [process.number], until: Deadline(in: .seconds(2))) else { throw error }
            state.sweep()
            throw Silence.ended(record.name)
        }
    }

    /// Whether a process is in state T, proc_pid_stat(5).
    static func isStopped(_ process: Int32) -> Bool {
        guard let bytes = ProcFile.read("/proc/\(process)/stat"), let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return false }
        return bytes[(end + 1)...].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "T")
    }
}
