import FoundationEssentials
import Glibc
import Namespaces

extension KeeperProcess {
    /// Why a keeper does not answer.
    package enum Silence: Error, Sendable, CustomStringConvertible {
        /// It ended first, and the lab with it.
        case ended(String)
        /// Somebody has stopped it: SIGSTOP.
        case stopped(String, process: Int32)
        case tooLong(String, process: Int32, Duration)

        package var description: String {
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
    /// - Parameters:
    ///   - waits: is called once if the question has to wait a while for the end of somebody else's proof
    ///   - news: is given what the keeper tells before it answers
    /// - Throws: ``Silence`` if no answer comes; ``ControlFailure`` if the keeper says why not; `SystemError` if it
    ///   cannot be asked.
    package static func ask<Question: ControlQuestion>(
        _ question: Question, of record: LabRecord, state: StateDirectory = StateDirectory(), waits: () -> Void = {},
        news: (Question.News) throws -> Void = { _ in }
    ) throws -> Question.Answer {
        var answer: Question.Answer?
        var isWaiting = false, isTold = false
        let began = ContinuousClock.now
        let idle = {
            if isWaiting {
                if !isTold { waits() }
                isTold = true
            } else if let patience = question.patience, ContinuousClock.now - began > patience {
                throw Silence.tooLong(record.name, process: record.process, patience)
            }
        }
        let request = Array(try JSONEncoder().encode(question.request))
        try ask(request, of: record, state: state, idle: idle) { line in
            switch try JSONDecoder().decode(Question.Message.self, from: Data(line)) {
            case .waiting: isWaiting = true
            case .news(let event): try news(event)
            case .answer(let value): answer = value
            case .failure(let failure): throw failure
            }
            return answer != nil
        }
        guard let answer else { throw Silence.ended(record.name) }
        return answer
    }

    /// Asks what is written down already, and passes on each line of what the keeper says.
    ///
    /// - Parameters:
    ///   - idle: called whenever the keeper has said nothing for half a second
    ///   - line: returns whether the line is the last
    package static func ask(
        _ request: [UInt8], of record: LabRecord, state: StateDirectory = StateDirectory(),
        idle: () throws -> Void = {}, line: ([UInt8]) throws -> Bool
    ) throws {
        guard let process = try record.keeper.descriptor() else { throw Silence.ended(record.name) }
        let idle = {
            if isStopped(record.process) { throw Silence.stopped(record.name, process: record.process) }
            try idle()
        }
        do {
            let path = state.controlPath(of: record.name)
            var isOver = false
            try ControlConnection.open(path, idle: idle).ask(request, idle: idle) { isOver = try line($0) }
            guard isOver else { throw SystemError("read", errno: ECONNRESET, path) }
        } catch let error as SystemError {
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
