import Foundation
import Testing

/// The fields of JSON values by their path, and those that docs/json.md has.
struct DocumentedFields {
    private(set) var types: [String: Set<String>] = [:]

    /// Takes in a value that tells its kind.
    mutating func collect(_ value: some Encodable) throws {
        guard case .object(var fields) = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
        else { return }
        guard case .text(let kind)? = fields.removeValue(forKey: "kind") else { return }
        collect(fields, below: kind)
    }

    private mutating func collect(_ fields: [String: JSONValue], below path: String) {
        for (name, value) in fields {
            switch value {
            case .truth: types["\(path).\(name)", default: []].insert("true or false")
            case .number: types["\(path).\(name)", default: []].insert("number")
            case .text: types["\(path).\(name)", default: []].insert("text")
            case .object(let inner):
                let shape = Self.shape(of: name)
                types["\(path).\(name)", default: []].insert(shape ?? "object")
                if shape != "error" { collect(inner, below: shape.map { "(\($0))" } ?? "\(path).\(name)") }
            case .list(let items):
                var kinds: Set<String> = []
                for case .object(let inner) in items {
                    let shape = Self.shape(of: name)
                    kinds.insert(shape.map { "list of \($0)" } ?? "list")
                    collect(inner, below: shape.map { "(\($0))" } ?? "\(path).\(name)[]")
                }
                for case .text in items { kinds.insert("list of text") }
                types["\(path).\(name)[]", default: []].formUnion(kinds)
            }
        }
    }

    /// What comes again in several kinds, and is described once.
    private static func shape(of name: String) -> String? {
        switch name {
        case "error": "error"
        case "link": "link"
        case "entry", "entries": "entry"
        case "expected", "saw": "value"
        case "first", "packet": "packet"
        case "others": "packets"
        default: nil
        }
    }

    /// The rows `| `path` | type | …` below the headings of what was asked and what was seen, each with its type.
    static func promised() throws -> [String: String] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../docs/json.md"
        let parts = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n## ")
        let rows = parts.filter { $0.hasPrefix("What was ") }.joined().split(separator: "\n").filter {
            $0.hasPrefix("| `")
        }
        try #require(rows.count > 100)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                return (cells[0].trimmingCharacters(in: ["`"]), cells[1].replacing(", optional", with: ""))
            })
    }
}

private enum JSONValue: Decodable {
    case truth, number, text(String), list([JSONValue]), object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if (try? value.decode(Bool.self)) != nil {
            self = .truth
        } else if (try? value.decode(Double.self)) != nil {
            self = .number
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }
}
