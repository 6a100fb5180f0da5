/// What is remembered of one evaluation, or of one folder's compilation: a file of fields, each its length, a colon and
/// its bytes.
///
/// The fields are the checksum of the others, the key's material, what was left, and the notes.
struct CacheEntry: Sendable, Equatable {
    /// What it was made from: ``CacheKey/material``.
    var material: [UInt8]
    /// The JSON that the lab left, with the file names that it was compiled under; or fields of a folder's module and
    /// object file.
    var export: [UInt8]
    /// The compiler's warnings and what the lab printed, with those same names.
    var notes: String

    init(material: [UInt8], export: [UInt8], notes: String) {
        self.material = material
        self.export = export
        self.notes = notes
    }

    /// `nil` for anything that is not a whole and undamaged entry.
    init?(file bytes: [UInt8]) {
        guard let fields = Self.fields(in: bytes), fields.count == 4,
            fields[0] == Array(Fingerprint(fields[1], fields[2], fields[3]).text.utf8)
        else { return nil }
        self.init(material: fields[1], export: fields[2], notes: String(decoding: fields[3], as: UTF8.self))
    }

    /// `nil` for anything that is not whole fields.
    static func fields(in bytes: [UInt8]) -> [[UInt8]]? {
        var rest = bytes[...]
        var fields: [[UInt8]] = []
        while !rest.isEmpty {
            guard let colon = rest.prefix(12).firstIndex(of: UInt8(ascii: ":")),
                let length = Int(String(decoding: rest[..<colon], as: UTF8.self)), length >= 0,
                length <= rest.endIndex - colon - 1
            else { return nil }
            let start = colon + 1
            fields.append(Array(rest[start..<start + length]))
            rest = rest[(start + length)...]
        }
        return fields
    }

    var file: [UInt8] {
        let notes = Array(notes.utf8)
        let checksum = Array(Fingerprint(material, export, notes).text.utf8)
        return [checksum, material, export, notes].flatMap(Self.field)
    }

    static func field(_ bytes: [UInt8]) -> [UInt8] { Array("\(bytes.count):".utf8) + bytes }
}
