import Addresses

/// Compares the given fields of a pattern with a layer's, and notes those that differ.
struct FieldComparison {
    private(set) var differences: [FieldDifference] = []

    /// A field that should have one value; not compared if none was given.
    mutating func equal<Value: Equatable>(_ field: String, _ expected: Value?, _ actual: Value?) {
        guard let expected, expected != actual else { return }
        note(field, [.init(text: "\(expected)")], actual.map { .init(text: "\($0)") })
    }

    /// An address that should lie in one of several networks. An empty list accepts none.
    mutating func within(_ field: String, _ expected: [Prefix]?, _ actual: IPAddress?) {
        guard let expected, !expected.contains(where: { prefix in actual.map(prefix.contains) ?? false })
        else { return }
        note(field, expected.map { .init(text: AddressWords.text($0)) }, actual.map { .init(text: "\($0)") })
    }

    /// An Ethernet address that should be one of several. An empty list accepts none.
    mutating func among(_ field: String, _ expected: [MACAddress]?, _ actual: MACAddress?) {
        guard let expected, !expected.contains(where: { $0 == actual }) else { return }
        note(field, expected.map(Self.value), actual.map(Self.value))
    }

    /// A condition of another form, already judged.
    mutating func hold(_ field: String, _ holds: Bool, expected: String, saw: String) {
        if !holds { note(field, [.init(text: expected)], .init(text: saw)) }
    }

    private static func value(_ mac: MACAddress) -> FieldDifference.Value { .init(text: mac.description, mac: mac) }

    private mutating func note(_ field: String, _ expected: [FieldDifference.Value], _ saw: FieldDifference.Value?) {
        differences.append(FieldDifference(field: field, expected: expected, saw: saw))
    }
}
