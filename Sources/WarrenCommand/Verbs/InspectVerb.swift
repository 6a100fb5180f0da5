import ArgumentParser
import Namespaces
import Reporting
import Runtime

struct InspectVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a running lab's nodes are made of.",
        discussion: """
            Of each node its links, routes, neighbours, forwarding entries, listening sockets and processes, in \
            the words of ip(8): what is there now, not what the lab file says. The addresses and groups that \
            every link has in its own forwarding table are left out.

              warren inspect pods-across-hosts host1
              warren inspect pods-across-hosts --format json

            The JSON form has everything, and docs/json.md has every field of it. Exit status: 2 for a lab or node \
            that is not there.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: "One node; all of them if not given.")
    var node: String?

    @Option(help: "text or json.")
    var format: Format = .text

    var place: VerbPlace { .lab(name, .init()) }

    func run() throws {
        StateDirectory().sweep()
        do {
            let lab = try OpenedLab(name)
            let inspection = try LabInspection(lab, node: node)
            switch format {
            case .text: InspectionPrinter(terminal: .output).show(inspection, ofAll: lab.nodes.count)
            case .json:
                let nodes = try OwnThread.runInHalves(inspection.nodes) { half in half.map { VisibleJSON.of($0.record, depth: 2) } }
                say(VisibleJSON.of(inspection.record, and: ["nodes": nodes]))
            }
        } catch {
            complain("warren: " + VisibleText.of("\(error)"))
            let isWrong = error is StateDirectory.Failure || error is OpenedLab.Failure
            throw ExitCode((isWrong ? ExitStatus.labIsWrong : .machineCannot).rawValue)
        }
    }
}
