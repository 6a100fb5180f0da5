/// Graphviz' answer, in its format "plain-ext": a line for each node and each edge, in inches from the lower left.
struct LayoutReply {
    /// What is in an answer that Graphviz cannot have meant.
    struct Unreadable: Error, Sendable, CustomStringConvertible {
        let line: String
        var description: String { "Graphviz answered what Warren does not understand: \(line)" }
    }

    /// One graph of the answer, in pixels from the upper left.
    struct Graph {
        var width = 0.0
        var height = 0.0
        var nodes: [String: Rect] = [:]
        /// By port. What has none is there for the sake of order alone.
        var curves: [String: [Point]] = [:]
    }

    private(set) var graphs: [Graph] = []

    init(_ text: String) throws(Unreadable) {
        var graph = Graph()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            switch words.first {
            case "graph":
                graph = Graph()
                let numbers = try Self.numbers(words.dropFirst(2), line)
                guard numbers.count >= 2 else { throw Unreadable(line: String(line)) }
                (graph.width, graph.height) = (numbers[0], numbers[1])
            case "node":
                guard words.count > 5 else { throw Unreadable(line: String(line)) }
                let numbers = try Self.numbers(words[2..<6], line)
                let (width, height) = (numbers[2], numbers[3])
                graph.nodes[String(words[1])] = Rect(
                    x: numbers[0] - width / 2, y: graph.height - numbers[1] - height / 2, width: width, height: height)
            case "edge":
                guard words.count > 4, let count = Int(words[3]), words.count >= 4 + 2 * count else { throw Unreadable(line: String(line)) }
                let numbers = try Self.numbers(words[4..<(4 + 2 * count)], line)
                let points = (0..<count).map { Point(x: numbers[2 * $0], y: graph.height - numbers[2 * $0 + 1]) }
                if let port = Self.port(words[1]) { graph.curves[port] = points }
            case "stop":
                graphs.append(graph)
            default:
                throw Unreadable(line: String(line))
            }
        }
    }

    /// `b0:"w3:s"` leaves by the port `w3`.
    private static func port(_ tail: Substring) -> String? {
        let parts = tail.filter { $0 != "\"" }.split(separator: ":")
        return parts.count > 1 ? String(parts[1]) : nil
    }

    private static func numbers(_ words: some Sequence<Substring>, _ line: Substring) throws(Unreadable) -> [Double] {
        var numbers: [Double] = []
        for word in words {
            guard let number = Double(word), number.isFinite else { throw Unreadable(line: String(line)) }
            numbers.append(number * LayoutRequest.inch)
        }
        return numbers
    }
}
