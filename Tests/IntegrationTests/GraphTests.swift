import Foundation
import Testing

extension EndToEnd {
    @Suite("Labs are drawn", .serialized)
    struct GraphTests {
        @Test("each format, of a file or of a running lab, at a stage")
        func formats() throws {
            let folder = try LabFolder()
            let text = try warren("graph", Package.article, "--stage", "IP tunnel")
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.hasPrefix("pods-across-hosts · Stage 3: IP tunnel\n"))
            #expect(text.output.contains("  ipip   host1:mustang.tun0   ┄ host2:mustang.tun0\n"))
            #expect(try warren("graph", Package.article, "--format", "dot").output.hasPrefix("graph \"pods-across-hosts\" {\n"))
            #expect(try warren("graph", Package.article, "--format", "mermaid").output.contains("flowchart TB\n"))
            let file = folder.path + "/picture.svg"
            let svg = try warren("graph", Package.article, "--format", "svg", "--output", file)
            #expect(svg.status == 0 && svg.output == "", "\(svg.errors)")
            #expect(try String(contentsOfFile: file, encoding: .utf8).hasSuffix("</svg>\n"))
            let name = try folder.up(Package.article, stage: "3")
            #expect(try warren("graph", name).output == text.output)
            #expect(try warren("graph", name, "--stage", "1").output.hasPrefix("pods-across-hosts · Stage 1: Environment\n"))
        }

        @Test("without Graphviz an svg is refused with the remedy, and the other formats go on")
        func noGraphviz() throws {
            // What else is needed is there: only dot is not.
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            #expect(try warren("graph", path).status == 0)
            let environment = ["PATH": "/nowhere"]
            let svg = try warren("graph", path, "--format", "svg", environment: environment)
            #expect(svg.status == 3)
            #expect(svg.errors.contains("apt-get install graphviz"), "\(svg.errors)")
            #expect(svg.output == "")
            for format in ["text", "dot", "mermaid"] { #expect(try warren("graph", path, "--format", format, environment: environment).status == 0) }
        }

        @Test("what cannot be drawn is told with status 2")
        func refusals() throws {
            let unknown = try warren("graph", "no-such-lab")
            #expect(unknown.status == 2)
            #expect(unknown.errors.contains("no lab no-such-lab is running"))
            #expect(try warren("graph", Package.article, "--format", "svg", "--output", "/no/such/directory/x.svg").status == 3)
        }
    }
}
