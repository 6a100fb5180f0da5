import Netlink

/// Writes records as JSON with sorted members, a line for each. A large lab's inspection is some ten megabytes of it.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ record: FieldRecord, and lists: [String: [String]] = [:], depth: Int) {
        enum Part { case value(FieldValue), list([String]) }
        var parts = record.members.map { ($0.name, Part.value($0.value)) } + lists.map { ($0.key, Part.list($0.value)) }
        parts.sort { $0.0 < $1.0 }
        append(parts, in: ("{", "}"), depth: depth) { writer, part in
            writer.append(part.0)
            writer.bytes += " : ".utf8
            switch part.1 {
            case .value(let value): writer.append(value, depth: depth + 1)
            case .list(let texts): writer.append(texts, in: ("[", "]"), depth: depth + 1) { $0.bytes += $1.utf8 }
            }
        }
    }

    private mutating func append(_ value: FieldValue, depth: Int) {
        switch value {
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += "\(value)".utf8
        case .unsigned(let value): bytes += "\(value)".utf8
        case .number(let value): bytes += (value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)").utf8
        case .text(let value): append(value)
        case .list(let values): append(values, in: ("[", "]"), depth: depth) { $0.append($1, depth: depth + 1) }
        case .record(let value): append(value, depth: depth)
        }
    }

    private mutating func append<Item>(
        _ items: [Item], in brackets: (Unicode.Scalar, Unicode.Scalar), depth: Int, _ body: (inout RecordWriter, Item) -> Void
    ) {
        bytes.append(UInt8(ascii: brackets.0))
        for (position, item) in items.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine(depth + 1)
            body(&self, item)
        }
        if !items.isEmpty { newLine(depth) }
        bytes.append(UInt8(ascii: brackets.1))
    }

    private mutating func newLine(_ depth: Int) {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<2 * depth { bytes.append(UInt8(ascii: " ")) }
    }

    private mutating func append(_ text: String) {
        let quote = UInt8(ascii: "\""), backslash = UInt8(ascii: "\\")
        bytes.append(quote)
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != quote && $0 != backslash }) {
            bytes += text.utf8
        } else {
            for scalar in text.unicodeScalars { append(scalar) }
        }
        bytes.append(quote)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += #"\""#.utf8
        case "\\": bytes += #"\\"#.utf8
        case "\n": bytes += #"\n"#.utf8
        case "\r": bytes += #"\r"#.utf8
        case "\t": bytes += #"\t"#.utf8
        default: bytes += (VisibleText.isHarmless(scalar) ? String(scalar) : VisibleJSON.escape(scalar)).utf8
        }
    }
}
