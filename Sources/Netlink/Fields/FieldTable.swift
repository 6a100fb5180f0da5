import Addresses

/// All fields of a kind of object, in the order of its command's words.
package struct FieldTable<Object: Sendable>: Sendable {
    let fields: [Field<Object>]
    /// The kernel headers' names of the attributes, for refusals.
    let attributeNames: [Int: String]
    /// By the attribute's number: which field is read from it.
    private let readers: [Field<Object>.Decode?]
    // A field has a dozen functions, and whoever goes through the fields takes all of them along. These are asked of every
    // object of a large lab.
    private let comparisons: [Field<Object>.Comparison]
    private let records: [(name: String, of: @Sendable (Object) -> FieldValue?)]

    package init(_ fields: Field<Object>..., alsoSent: Attribute...) {
        self.fields = fields
        comparisons = fields.map(\.isMet)
        records = fields.map { ($0.name, $0.record) }
        let attributes = fields.flatMap(\.attributes) + alsoSent
        attributeNames = Dictionary(attributes.map { ($0.number, $0.name) }) { first, _ in first }
        var readers = [Field<Object>.Decode?](repeating: nil, count: (attributes.map(\.number).max() ?? -1) + 1)
        for field in fields {
            for attribute in field.attributes {
                // Two fields may share an attribute: a vxlan's one peer and its group.
                let earlier = readers[attribute.number]
                guard let earlier else {
                    readers[attribute.number] = field.decode
                    continue
                }
                readers[attribute.number] = { object, payload, names in
                    earlier(&object, payload, names)
                    field.decode(&object, payload, names)
                }
            }
        }
        self.readers = readers
    }

    func encode(_ object: Object, into writer: inout MessageWriter, names: any Names) throws(NetlinkError) {
        for field in fields { try field.encode(object, &writer, names) }
    }

    func decode(_ attributes: Attributes, into object: inout Object, names: LinkTable) {
        for (type, payload) in attributes where Int(type) < readers.count { readers[Int(type)]?(&object, payload, names) }
    }

    /// - Parameter open: the names of fields that are left out
    package func words(_ object: Object, leavingOpen open: Set<String> = []) -> [String] {
        fields.flatMap { open.contains($0.name) ? [] : $0.words(object) }
    }

    /// Whether an object that is as `found` is what `asked` asks for.
    package func isMet(_ asked: Object, by found: Object) -> Bool { comparisons.allSatisfy { $0(asked, found) } }

    /// Whether an object that is as `found` is what an expectation says, but for the fields that it leaves open.
    package func agrees(_ expected: Object, with found: Object, leavingOpen open: Set<String>) -> Bool {
        fields.allSatisfy { open.contains($0.name) || $0.agrees(expected, found) }
    }

    package func record(_ object: Object) -> FieldRecord {
        var record = FieldRecord()
        for (name, value) in records { if let value = value(object) { record.append(name, value) } }
        return record
    }

    /// The fields in which two objects differ; `nil` if one of these cannot be changed.
    func changes(from old: Object, to new: Object) -> [String]? {
        let different = fields.filter { !$0.isSame(old, new) }
        return different.allSatisfy { $0.change != nil } ? different.map(\.name) : nil
    }
}

/// What is of a family of IP, and so may have an attribute for each.
protocol FamilyMember { var isIPv6: Bool { get } }
extension IPAddress: FamilyMember { var isIPv6: Bool { family == .ipv6 } }
