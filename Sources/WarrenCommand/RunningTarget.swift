import ArgumentParser
import FoundationEssentials
import Planning
import Reporting
import Runtime

/// A running lab, and what it is held against: a lab file, or without one what was last brought up or applied.
struct RunningTarget: ParsableArguments {
    @OptionGroup var target: LabTarget

    @Option(help: "The stage, by its number or its title.")
    var stage: String?

    @Option(help: "What the file's lab runs as; its own name if not given.")
    var name: String?

    func validate() throws {
        guard let name, !target.isFile else { return }
        throw ValidationError("--name \(name): \(target.lab) is no file but what a lab runs as; expected one of both")
    }

    /// What the keeper says, and how the reader calls what the lab was held against.
    struct Answer {
        var name: String
        var changes: ChangeRequest.Answer
        /// `as the file says`
        var asWanted: String

        /// `stage 4, vxlan`
        var stage: String { "stage \(changes.stage), \(VisibleText.of(changes.stageTitle))" }
    }

    /// Asks the keeper; complains and ends if it does not answer.
    ///
    /// - Parameter otherwise: what to do with a file's lab that does not run
    func ask(applies: Bool, otherwise: (_ lab: LabFile, _ name: String) throws -> Void) throws -> Answer? {
        guard target.isFile else {
            let door = try target.door()
            let changes = try door.ask(ChangeRequest(to: nil, stage: stage, applies: applies))
            return Answer(name: door.record.name, changes: changes, asWanted: "as its lab says")
        }
        if target.settings.helpsWithLab { _ = try target.load() }
        let evaluated = try target.evaluate()
        let name = try name ?? LabFile.orComplain { try LabFile.name(of: evaluated) }, state = StateDirectory()
        state.sweep()
        guard let record = try? state.lab(name) else {
            let lab = try LabFile.orComplain { try LabFile(target.lab, settings: target.settings.values, reading: evaluated) }
            if stage != nil { _ = try lab.stage(stage) }
            try otherwise(lab, name)
            return nil
        }
        // The keeper reads the lab, and says what is wrong with it.
        let written = WrittenLab(file: evaluated.path, document: Data(evaluated.document), isCompiled: evaluated.isCompiled)
        let question = ChangeRequest(to: written, stage: stage, applies: applies)
        return Answer(name: name, changes: try LabDoor(record).ask(question), asWanted: "as the file says")
    }
}
