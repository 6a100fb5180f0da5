import ArgumentParser
import Runtime

/// What `warren down` does.
struct LabEnding {
    /// The lab's; `nil`: every lab that runs.
    let name: String?

    func run() throws {
        let state = StateDirectory()
        state.sweep()
        do {
            let labs = try name.map { [try state.keeper(of: $0)] } ?? state.keepers()
            for lab in labs {
                try KeeperProcess.end(lab, state: state)
                say("\(lab.name) is gone")
            }
        } catch let failure as StateDirectory.Failure {
            complain("warren: \(failure)")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        } catch let stuck as KeeperProcess.Stuck {
            complain("warren: \(stuck)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }
}

extension LabEnding {
    /// What `warren down NAME` and `warren down --all` ask for; `nil` for other words, which are the parser's to judge. To set it
    /// up takes a twentieth of the time in which a thousand nodes go.
    init?(plainly words: [String]) {
        guard words.count == 2, words[0] == "down" else { return nil }
        if words[1] == "--all" {
            self.init(name: nil)
        } else if RunningName.isOrdinary(words[1]) {
            self.init(name: words[1])
        } else {
            return nil
        }
    }
}
