import FoundationEssentials
import Netlink

/// A value as JSON that may be looked at in a terminal.
package enum VisibleJSON {
    /// The value with sorted fields, a line for each, and no newline at the end.
    package static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A record in the same form.
    ///
    /// - Parameters:
    ///   - lists: further members, of parts that are JSON already, two levels deeper than the record
    ///   - depth: how deep in others the record is
    package static func of(_ record: FieldRecord, and lists: [String: [String]] = [:], depth: Int = 0) -> String {
        var writer = RecordWriter()
        writer.append(record, and: lists, depth: depth)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// JSON allows DEL, C1 controls and characters that turn the direction of writing as they are; whoever looks at
    /// the text in a terminal does not. All are within strings, where an escape means the same.
    static func escaped(_ json: String) -> String {
        guard !json.unicodeScalars.allSatisfy({ $0 == "\n" || VisibleText.isHarmless($0) }) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            if scalar == "\n" || VisibleText.isHarmless(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += escape(scalar)
            }
        }
        return text
    }

    /// Such as `\u202e`.
    static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
