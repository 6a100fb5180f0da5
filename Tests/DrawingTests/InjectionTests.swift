import Drawing
import FoundationXML
import Foundation
import Graphviz
import Testing
import Warren

@Suite("A lab's free text stays text in every format")
struct InjectionTests {
    /// What would mean something to a terminal, to XML, to DOT, to Mermaid or to YAML.
    static let hostile = [
        "</title></desc><script>alert(1)</script>", "<\u{338}script>", "]]>", "&amp; &#60; &lt;b&gt; %x;",
        "\"]; evil [label=\"", "\\", "\\\"]; evil", "end\n  evil --> v0", "%%{init: {\"securityLevel\": \"loose\"}}%%", "`**x**`",
        "\u{1B}[31mred\u{1B}]0;title\u{7}", "a\u{0}b\u{8}c\u{FFFE}\u{202E}d", "---\nconfig:\n  theme: evil", "#quot;]; click v0 href",
    ]

    private func diagram(_ text: String) throws -> Diagram {
        // A link's name may have nearly every mark.
        try Labs.diagram(
            Lab("hostile") {
                Segment("underlay", gateway: "10.57.4.1") { Labs.host1 }
                Labs.host1 { Bridge("<&\"'\\`];#{}") }
                Run(on: Labs.host1, "/bin/" + text.filter { $0 != "\u{0}" && $0 != "/" })
                Stage(text, text) {}
            })
    }

    @Test("no format has control characters, but the line's end", arguments: hostile)
    func control(_ text: String) async throws {
        let diagram = try diagram(text)
        for output in [diagram.text, diagram.dot, diagram.mermaid, try await diagram.svg(engine: Graphviz().plain)] {
            #expect(output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
            #expect(!output.contains("\u{202E}") && !output.unicodeScalars.contains("\u{FFFE}"))
        }
    }

    @Test("an SVG has the elements of the harmless lab, and the text as text", arguments: hostile)
    func svg(_ text: String) async throws {
        let harmless = try Elements(try await diagram("harmless").svg(engine: Graphviz().plain))
        let elements = try Elements(try await diagram(text).svg(engine: Graphviz().plain))
        #expect(Set(elements.names) == Set(harmless.names))
        #expect(!elements.names.contains("script"))
        #expect(elements.names.count { $0 == "rect" } == harmless.names.count { $0 == "rect" })
        #expect(elements.text.contains("<&\"'\\`];#{}"))
    }

    @Test("DOT has as many nodes as of the harmless lab", arguments: hostile)
    func dot(_ text: String) async throws {
        let harmless = try await nodes(diagram("harmless"))
        #expect(try await nodes(diagram(text)) == harmless)
    }

    private func nodes(_ diagram: Diagram) async throws -> Int {
        try await Graphviz().run(diagram.dot, format: "plain").split(separator: "\n").count { $0.hasPrefix("node") }
    }

    @Test("in Mermaid nothing but harmless marks stands between quotes, and no line is the text's own", arguments: hostile)
    func mermaid(_ text: String) throws {
        let harmless = try diagram("harmless").mermaid.split(separator: "\n"), lines = try diagram(text).mermaid.split(separator: "\n")
        #expect(lines.count == harmless.count)
        for (line, model) in zip(lines, harmless) {
            #expect(line.count { $0 == "\"" } == model.count { $0 == "\"" }, "\(line)")
        }
        let labels = lines.dropFirst(3).map { line in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map(\.element).joined() }
        #expect(!labels.joined().replacingOccurrences(of: "<br/>", with: "").contains { "<>&`%{}[]'\\".contains($0) })
        #expect(!lines.joined().contains("%%"))
    }

    /// The names of an XML document's elements, and its text.
    private final class Elements: NSObject, XMLParserDelegate {
        private(set) var names: [String] = []
        private(set) var text = ""

        struct Malformed: Error { var line: Int }

        init(_ document: String) throws {
            super.init()
            let parser = XMLParser(data: Data(document.utf8))
            parser.delegate = self
            guard parser.parse() else { throw Malformed(line: parser.lineNumber) }
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
        ) {
            names.append(name)
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }
}
