import FoundationEssentials

/// An event as one process sends it to another, perhaps in another machine: a line of JSON with the form's version.
package struct LabEventLine: Sendable, Hashable, Codable {
    /// The version of this form, of the events and of all that is in them.
    package static let format = 2

    package var format = LabEventLine.format
    package var event: LabEvent

    package init(_ event: LabEvent) { self.event = event }

    /// Without the newline at its end.
    package var text: String {
        // Numbers and strings only: nothing in it can refuse to be encoded.
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The event of a line; `nil` for what is no event, or of another version.
    package static func event(_ line: some Sequence<UInt8>) -> LabEvent? {
        guard let line = try? JSONDecoder().decode(Self.self, from: Data(line)), line.format == format else { return nil }
        return line.event
    }
}
