import ArgumentParser
import Planning
import Runtime

/// A lab file, and the running lab that it is held against.
struct RunningTarget: ParsableArguments {
    @OptionGroup var lab: LabArgument

    @Option(help: "The stage, by its number or its title.")
    var stage: String?

    @Option(help: "What the lab runs as; its own name if not given.")
    var name: String?

    /// The lab's record; `nil` if it does not run.
    func record(of lab: LabFile) throws -> LabRecord? {
        let state = StateDirectory()
        state.sweep()
        return try? state.lab(name ?? lab.plan.name)
    }

    /// The stage that is asked for, else the one that the lab is at, else the last.
    func stage(of lab: LabFile, running record: LabRecord) throws -> StagePlan {
        if stage != nil { return try lab.stage(stage) }
        return try lab.plan.stages.first { $0.number == record.stage } ?? lab.stage(nil)
    }

    /// What the keeper says; complains and ends if it failed.
    func ask(_ lab: LabFile, _ stage: StagePlan, _ record: LabRecord, applies: Bool) throws -> ControlReply {
        let reply: ControlReply
        do {
            reply = try KeeperProcess.ask(ControlRequest(lab: lab.lab, stage: stage.number, applies: applies), of: record)
        } catch let silence as KeeperProcess.Silence {
            complain("warren: \(silence)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        } catch {
            complain("warren: the keeper of \(record.name) cannot be asked: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
        if let failure = reply.failure {
            complain(failure.message)
            complain(failure.isUndone ? "warren: \(record.name) is as it was" : "warren: \(record.name) is neither as it was nor as the file says; warren down \(record.name) ends it")
            throw ExitCode((failure.isMachineLimit ? ExitStatus.machineCannot : .labIsWrong).rawValue)
        }
        return reply
    }
}
