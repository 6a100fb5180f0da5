import ArgumentParser
import Glibc
import Reporting
import Runtime

struct ListVerb: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the labs that run.")

    func run() throws {
        let state = StateDirectory()
        state.sweep()
        let labs = state.running()
        guard !labs.isEmpty else { return }
        // A column of its own only where it says anything.
        let hasMachines = labs.contains { $0.machine != nil }
        let rows = labs.map { lab in
            let machine = lab.machine.map { "Linux \($0.kernel), \($0.accelerator)" } ?? "-"
            return ([lab.name, "\(lab.stage) \(lab.stageTitle)", "\(lab.nodes.count)", age(lab.since)] + (hasMachines ? [machine] : []) + [lab.file])
                .map { VisibleText.of($0) }
        }
        let header = ["NAME", "STAGE", "NODES", "UP"] + (hasMachines ? ["MACHINE"] : []) + ["FILE"]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [header] + rows {
            let cells = row.enumerated().map { column, text in
                column == row.count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.count)
            }
            say(cells.joined(separator: "   "))
        }
    }

    /// `12 s`, `3 min`, `2 h`, `5 d`
    private func age(_ since: Int) -> String {
        let seconds = max(0, Int(time(nil)) - since)
        return seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : seconds < 172_800 ? "\(seconds / 3600) h" : "\(seconds / 86400) d"
    }
}
