import Testing

@testable import Netlink

/// An object of a kind with a value in every field, and for each field what gives it another.
struct ObjectSample<Object: KernelObject>: Sendable {
    var object: Object
    /// By the name of the field.
    var changes: [String: @Sendable (inout Object) -> Void]
    /// The fields that may be anything, whatever was asked for.
    var unasked: Set<String> = []
    /// Not among the object's words.
    var unsaid: Set<String> = []
    var unrecorded: Set<String> = []
    /// Read, and never sent.
    var unsent: Set<String> = []
    /// What an expectation leaves open together with a field.
    var together: [String: Set<String>] = [:]
    /// Switches that are off: an expectation of such an object leaves them open.
    var switches: Set<String> = []
    /// Reckoned from other fields.
    var derived: Set<String> = []
    /// From the payload of a request to add it.
    var decode: @Sendable (UnsafeRawBufferPointer, LinkTable) -> [Object]
}

/// A sample of any kind.
protocol AnyObjectSample: Sendable {
    var kind: any KernelObject.Type { get }
    var fields: Set<String> { get }
    func check() throws
}

extension ObjectSample: AnyObjectSample {
    var kind: any KernelObject.Type { Object.self }
    var fields: Set<String> { derived.union(changes.keys) }

    func check() throws {
        #expect(try readBack(object) == object)
        #expect(object.isMet(by: object) && object.agrees(with: object, leavingOpen: []))
        for (name, change) in changes {
            var other = object
            change(&other)
            let place = "\(name) of \(Object.noun)"
            #expect(other != object, "\(place) is not changed")
            #expect(try readBack(other) == (unsent.contains(name) ? object : other), "\(place) is sent and read back")
            let isFree = unasked.contains(name)
            #expect(object.isMet(by: other) == isFree && other.isMet(by: object) == isFree, "\(place) is compared")
            #expect(
                object.agrees(with: other, leavingOpen: []) == (isFree || switches.contains(name)),
                "\(place) is expected")
            #expect(object.agrees(with: other, leavingOpen: together[name] ?? [name]), "\(place) is left open")
            #expect((object.words == other.words) == unsaid.contains(name), "\(place) is said: \(other.words)")
            if unrecorded.contains(name) { continue }
            let record = Object.fields.record(object), changed = Object.fields.record(other)
            #expect(record[name] != changed[name], "\(place) is written down")
        }
    }

    private func readBack(_ object: Object) throws -> Object? {
        var names = LinkTable()
        for (index, name) in ["eth0", "eth1"].enumerated() { names.set(Int32(index) + 2, name) }
        var batch = Batch()
        try object.add(to: &batch, names: names)
        return batch.bytes.withUnsafeBytes { bytes in
            Messages(bytes).reduce(into: [Object]()) { $0 += decode($1.payload, names) }.first
        }
    }
}
