import ArgumentParser
import Loading
import Reporting
import Runtime

/// A running lab, as verbs speak with its keeper: whoever's, and wherever it runs.
struct LabDoor {
    let record: LabRecord

    /// Complains and ends with status 2 if no lab of this name runs.
    ///
    /// - Parameter orFile: whether the name might have been a file's
    init(_ name: String, orFile: Bool = false) throws {
        let state = StateDirectory()
        state.sweep()
        do { record = try state.lab(name) } catch {
            complain("warren: \(error)" + (orFile ? ", and there is no file \(name)" : ""))
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        }
    }

    init(_ record: LabRecord) { self.record = record }

    /// What the keeper answers; complains and ends if it does not.
    ///
    /// - Parameter news: is given what the keeper tells before it answers
    func ask<Question: ControlQuestion>(
        _ question: Question, news: (Question.News) throws -> Void = { _ in }
    ) throws -> Question.Answer {
        do {
            let waits = { complain("warren: waiting for the end of a proof of \(record.name)") }
            return try KeeperProcess.ask(question, of: record, waits: waits, news: news)
        } catch let failure as ControlFailure {
            let message = VisibleText.of(failure.message, keepingNewlines: true)
            if failure.kind == .words { throw ValidationError(message) }
            complain(message)
            throw ExitCode((failure.kind == .machine ? ExitStatus.machineCannot : .labIsWrong).rawValue)
        } catch let silence as KeeperProcess.Silence {
            complain("warren: \(silence)")
        } catch {
            complain("warren: the keeper of \(record.name) cannot be asked: \(error)")
        }
        throw ExitCode(ExitStatus.machineCannot.rawValue)
    }

    /// The lab that runs, planned, and the number of the stage that stands.
    func lab() throws -> (lab: LabFile, stage: Int) {
        let answer = try ask(DescribeRequest())
        return (try LabFile.orComplain { try LabFile(record.file, settings: [:], evaluated: answer.lab) }, answer.stage)
    }
}
