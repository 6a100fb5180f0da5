import Graphviz
import Testing
import Warren

@testable import Drawing

@Suite("A picture is laid out so that everything can be read")
struct PictureTests {
    static let labs: [(String, @Sendable () -> Lab)] = [
        ("pair", { Labs.pair(story: String(repeating: "A long story of wide words. ", count: 30)) }), ("ipip", { Labs.ipip }),
        ("bridges", { Labs.bridges }), ("bonded", { Labs.bonded }), ("mixed", { Labs.mixed }), ("four by six", { Labs.flannel(hosts: 4, pods: 6) }),
        ("twenty by fifty", { Labs.flannel(hosts: 20, pods: 50) }), ("busy", { Labs.busy }), ("one way", { Labs.pair(isMutual: false) }),
    ]

    private func picture(_ name: String, podLimit: Int? = Diagram.usualPodLimit) async throws -> Picture {
        let lab = try #require(Self.labs.first { $0.0 == name }).1()
        return try await Labs.diagram(lab, podLimit: podLimit).picture(engine: Graphviz().plain)
    }

    @Test("every label and every shape lies on the paper", arguments: labs.map(\.0))
    func canvas(_ name: String) async throws {
        let picture = try await picture(name)
        let paper = Rect(x: 0, y: 0, width: picture.width, height: picture.height)
        for label in picture.shapes.flatMap(\.labels) { #expect(paper.contains(label.bounds), "\(label.text) at \(label.bounds)") }
        for shape in picture.shapes { #expect(paper.contains(try #require(shape.bounds)), "\(shape)") }
    }

    @Test("boxes, bars and tunnels' names do not overlap", arguments: labs.map(\.0))
    func overlap(_ name: String) async throws {
        let frames = try await picture(name).shapes.compactMap { shape -> (String, Rect)? in
            guard case .group(let name, let style, let parts) = shape, style.hasPrefix("node-") || style == "tunnel" else { return nil }
            return parts.bounds.map { (name, $0) }
        }
        #expect(frames.count > 1)
        for (position, a) in frames.enumerated() {
            for b in frames[(position + 1)...] { #expect(!a.1.overlaps(b.1), "\(a.0) \(a.1) and \(b.0) \(b.1)") }
        }
    }

    @Test("what is in a box stays in it, and its parts do not overlap", arguments: labs.map(\.0))
    func inside(_ name: String) async throws {
        for case .group(let name, "node-host", let parts) in try await picture(name).shapes {
            guard case .box(let frame, _, _)? = parts.first else { continue }
            let inner = parts.compactMap { part -> Rect? in if case .group = part { part.bounds } else { nil } }
            for (position, a) in inner.enumerated() {
                #expect(frame.contains(a), "\(name)")
                for b in inner[(position + 1)...] { #expect(!a.overlaps(b), "\(name): \(a) and \(b)") }
            }
        }
    }

    @Test("no two labels share room", arguments: labs.map(\.0))
    func labels(_ name: String) async throws {
        let labels = try await picture(name).shapes.flatMap(\.labels)
        for (position, a) in labels.enumerated() {
            for b in labels[(position + 1)...] { #expect(!a.bounds.overlaps(b.bounds), "\(a.text) and \(b.text)") }
        }
    }

    @Test("many hosts stand in rows, and the picture is no ribbon")
    func rows() async throws {
        let picture = try await picture("twenty by fifty")
        #expect(picture.width < 3000)
        #expect((0.5...2).contains(picture.width / picture.height))
        #expect(picture.shapes.flatMap(\.labels).count { $0.text == "+44 pods" } == 20)
    }

    @Test("every cable of a segment begins on one of its bars and ends on its box")
    func cables() async throws {
        for lab in Self.labs {
            let shapes = try await picture(lab.0).shapes
            var bars: [Rect] = [], plates: [Rect] = []
            for case .group(_, let style, let parts) in shapes {
                if style == "node-segment" { bars += [parts.bounds].compactMap { $0 } }
                if style == "node-host" || style == "node-namespace" { plates += [parts.bounds].compactMap { $0 } }
            }
            for case .group(let name, "cable-drop", let parts) in shapes {
                guard case .line(let points, _)? = parts.first else { continue }
                #expect(points[0].x == points[1].x)
                #expect(bars.contains { abs($0.bottom - points[0].y) < 0.1 && $0.x < points[0].x && points[0].x < $0.right }, "\(name)")
                #expect(plates.contains { abs($0.y - points[1].y) < 0.1 && $0.x < points[1].x && points[1].x < $0.right }, "\(name)")
            }
        }
    }

    @Test("an SVG needs nothing from elsewhere, and says what it shows to those who do not see it")
    func document() async throws {
        let svg = try await Labs.diagram(Labs.pair()).svg(engine: Graphviz().plain)
        #expect(svg.contains("<title>pair · Stage 1: vxlan</title>\n<desc>1 segment, 2 hosts, 2 pods, 1 tunnel</desc>"))
        #expect(svg.components(separatedBy: "http").count == 2, "only the name of SVG itself")
        for word in ["@import", "url(", "<image", "href", "<script", "@font-face"] { #expect(!svg.contains(word)) }
        #expect(svg.contains("prefers-color-scheme:dark"))
    }

    @Test("every style that a shape has is in the style sheet")
    func styles() async throws {
        let known = Set(StyleSheet.css.compactMap { $0.hasPrefix(".") ? String($0.dropFirst().prefix { $0 != "{" }) : nil })
        func check(_ shape: Shape) {
            switch shape {
            case .box(_, _, let style), .line(_, let style), .curve(_, let style), .disc(_, _, let style): #expect(known.contains(style), "\(style)")
            case .label(let label): #expect(known.contains(label.style))
            case .group(_, _, let shapes): for shape in shapes { check(shape) }
            }
        }
        for lab in Self.labs { for shape in try await picture(lab.0).shapes { check(shape) } }
    }

    @Test("a program that is not there is missing, and says what to install")
    func missing() async throws {
        let error = try await #require(throws: Graphviz.Failure.self) { _ = try await Graphviz(program: "no-such-dot").plain("digraph {}") }
        #expect("\(error)".contains("apt-get install graphviz"))
    }

    @Test("what Graphviz cannot have meant is refused", arguments: ["", "graph 1 1\n", "graph 1 1 1\nnode b0 1 nan 1 1\nstop\n", "graph 1 1 1\nnode b0 1\n", "hello\n"])
    func unreadable(_ answer: String) async throws {
        await #expect(throws: LayoutReply.Unreadable.self) { _ = try await Labs.diagram(Labs.pair()).svg { _ in answer } }
    }
}
