import ArgumentParser
import Loading
import Planning
import Runtime
import Warren

/// A lab file as a verb needs it: loaded and planned, or refused with its lines.
struct LabFile {
    let path: String
    let lab: Lab
    let plan: Plan

    /// Loads and plans a file; complains and ends with status 2 if the lab is wrong.
    init(_ path: String) throws {
        self.path = path
        do {
            let loaded = try Blocking.run { try await LabLoader().loadWithNotes(path) }
            if !loaded.notes.isEmpty { complain(loaded.notes) }
            lab = loaded.lab
            plan = try Plan(loaded.lab)
        } catch let error as LoadingError {
            if let status = Interruption.status {
                // Whatever became of the compiler, the signal was why.
                complain("warren: interrupted")
                try status.end()
            }
            for line in error.lines { complain(line) }
            throw ExitCode(error.isMachineLimit ? ExitStatus.machineCannot.rawValue : ExitStatus.labIsWrong.rawValue)
        } catch let error as InvalidLab {
            for problem in error.problems { complain(problem.description) }
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        }
    }

    /// The stage that `--stage` names, or the last one.
    func stage(_ name: String?) throws -> StagePlan {
        guard let name else { return plan.stages[plan.stages.count - 1] }
        if let stage = plan.stage(named: name) { return stage }
        let known = plan.stages.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
        throw ValidationError("\(path) has no stage \"\(name)\"; it has \(known)")
    }
}

extension LoadingError {
    /// Whether the lab may be fine and the machine lacks what it takes to read it.
    var isMachineLimit: Bool {
        switch problem {
        case .compilerMissing, .libraryMissing: true
        default: false
        }
    }
}
