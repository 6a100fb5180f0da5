import ArgumentParser
import Drawing
import Glibc
import Graphviz
import Planning
import Reporting
import Runtime
import Warren

struct GraphVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw a lab.",
        discussion: """
            Segments, hosts with their pods inside, bridges and cables with the names and addresses of their \
            links, and tunnels between the devices that reach each other. Of a lab file, at its last stage unless \
            --stage names another; or of a running lab, as it was last brought up or applied.

              warren graph labs/pods-across-hosts.swift
              warren graph labs/pods-across-hosts.swift --format svg --stage vxlan --output vxlan.svg

            An svg is laid out by Graphviz (apt-get install graphviz); without it the exit status is 3. The other \
            formats need nothing. Needs no privileges.
            """)

    /// What a lab can be drawn as.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, svg, mermaid, dot
    }

    @OptionGroup var target: LabTarget

    @Option(help: "text: a tree for a terminal; svg: a picture; mermaid: a flowchart for Markdown; dot: Graphviz' language.")
    var format = Format.text

    @Option(help: "The stage, by its number or its title; the last, or the one that runs, if not given.")
    var stage: String?

    @Option(help: "Where to write it; standard output if not given.", completion: .file())
    var output: String?

    @Flag(help: "Show every pod; otherwise hosts with more than seven show six and count the others.")
    var all = false

    func run() throws {
        let (plan, stage) = try find()
        let diagram = Diagram(plan, stage, podLimit: all ? nil : Diagram.usualPodLimit)
        let text =
            switch format {
            case .text: diagram.text
            case .mermaid: diagram.mermaid
            case .dot: diagram.dot
            case .svg: try picture(diagram)
            }
        if let output { try write(text, to: output) } else { print(text, terminator: "") }
    }

    /// The stage to be drawn: a file's, or that of a running lab.
    private func find() throws -> (Plan, StagePlan) {
        if target.isFile {
            let file = try target.load()
            return (file.plan, try file.stage(stage))
        }
        let (lab, number) = try target.door().lab()
        return (lab.plan, try lab.stage(stage ?? "\(number)"))
    }

    private func picture(_ diagram: Diagram) throws -> String {
        do {
            return try Blocking.run { try await diagram.svg { try await Graphviz().plain($0) } }
        } catch is CancellationError {
            throw ExitCode(ExitStatus.interrupted.rawValue)
        } catch {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    private func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw cannot(path) }
        let written = fputs(text, file)
        guard fclose(file) == 0, written >= 0 else { throw cannot(path) }
    }

    private func cannot(_ path: String) -> any Error {
        complain("warren: cannot write \(path): \(String(cString: strerror(errno)))")
        return ExitCode(ExitStatus.machineCannot.rawValue)
    }
}
