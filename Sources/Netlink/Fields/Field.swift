/// A number by which the kernel's headers know an attribute, and their name for it.
package struct Attribute: Sendable {
    var number: Int
    var name: String

    init(_ number: some BinaryInteger, _ name: String) {
        self.number = Int(number)
        self.name = name
    }
}

/// One field of a kind of object: how it is asked for, read back, said, compared and written down.
package struct Field<Object: Sendable>: Sendable {
    package typealias Encode = @Sendable (Object, inout MessageWriter, any Names) throws(NetlinkError) -> Void
    package typealias Decode = @Sendable (inout Object, UnsafeRawBufferPointer, LinkTable) -> Void
    package typealias Comparison = @Sendable (Object, Object) -> Bool

    /// How the field is told to an object that stands.
    package struct Change: Sendable {
        var encode: Encode
        var words: @Sendable (Object) -> [String]
    }

    /// In a record, and so in JSON.
    var name: String
    /// Those that the field is read from. An address may have one for each family.
    var attributes: [Attribute]
    var encode: Encode
    var decode: Decode
    /// What the object's command says of it.
    var words: @Sendable (Object) -> [String]
    /// Whether what was found, the second, is what was asked for.
    var isMet: Comparison
    /// Whether what was found, the second, is what an expectation says. What it leaves open may be anything.
    var agrees: Comparison
    /// Whether two objects that were asked for are the same in this.
    var isSame: Comparison
    var record: @Sendable (Object) -> FieldValue?
    /// Whether it is as it is where nobody asks for anything, so that a reader is not told.
    var isUsual: @Sendable (Object) -> Bool = { _ in false }
    /// `nil`: only a new object can have another value.
    var change: Change?
    /// Whether a link is told only once its ports have joined.
    var isOfPorts = false
}

extension Field {
    /// A field that an object may leave open.
    ///
    /// - Parameters:
    ///   - attributes: the first for IPv4 or for everything, the second for an IPv6 address
    ///   - usual: what it is where nobody asks for anything
    ///   - cleared: what an object that stands is told where the field is open; `nil`: it keeps what it was made with
    package init<Value: Equatable & SendableMetatype>(
        _ name: String, _ path: WritableKeyPath<Object, Value?> & Sendable, _ codec: Codec<Value>, _ attributes: Attribute...,
        says words: FieldWords<Value> = .nothing, match: FieldMatch<Value> = .ifAsked, usual: Value? = nil,
        cleared: (@Sendable (Object) -> Value)? = nil
    ) {
        self.name = name
        self.attributes = attributes
        encode = { object, writer, names throws(NetlinkError) in
            guard let value = object[keyPath: path] else { return }
            try codec.put(&writer, Self.number(attributes, value), value, names)
        }
        decode = { object, payload, names in
            if let value = codec.get(payload, names) { object[keyPath: path] = value }
        }
        self.words = { object in object[keyPath: path].map { words.of($0, codec) } ?? [] }
        isMet = { match.isMet($0[keyPath: path], $1[keyPath: path]) }
        agrees = { $0[keyPath: path] == nil || match.isMet($0[keyPath: path], $1[keyPath: path]) }
        record = { $0[keyPath: path].map(codec.record) }
        isUsual = { usual != nil && $0[keyPath: path] == usual || cleared != nil && $0[keyPath: path] == cleared?($0) }
        guard let cleared else {
            isSame = { match.isSame($0[keyPath: path], $1[keyPath: path]) }
            return
        }
        isSame = { ($0[keyPath: path] ?? cleared($0)) == ($1[keyPath: path] ?? cleared($1)) }
        change = Change(
            encode: { object, writer, names throws(NetlinkError) in
                let value = object[keyPath: path] ?? cleared(object)
                try codec.put(&writer, Self.number(attributes, value), value, names)
            }, words: { words.of($0[keyPath: path] ?? cleared($0), codec) })
    }

    /// A field that every object has.
    package init<Value: Equatable & SendableMetatype>(
        _ name: String, _ path: WritableKeyPath<Object, Value> & Sendable, _ codec: Codec<Value>, _ attributes: Attribute...,
        says words: FieldWords<Value> = .nothing
    ) {
        self.name = name
        self.attributes = attributes
        encode = { object, writer, names throws(NetlinkError) in
            let value = object[keyPath: path]
            try codec.put(&writer, Self.number(attributes, value), value, names)
        }
        decode = { object, payload, names in
            if let value = codec.get(payload, names) { object[keyPath: path] = value }
        }
        self.words = { words.of($0[keyPath: path], codec) }
        isMet = { $0[keyPath: path] == $1[keyPath: path] }
        isSame = isMet
        // A switch that is not asked for may be on.
        agrees = { $0[keyPath: path] as? Bool == false || $0[keyPath: path] == $1[keyPath: path] }
        record = { codec.record($0[keyPath: path]) }
    }

    /// A field that no attribute has for itself: it stands in a message's fixed part, or beside others in one attribute.
    package init<Value: Equatable & SendableMetatype>(
        _ name: String, reading path: KeyPath<Object, Value> & Sendable,
        record: @escaping @Sendable (Value) -> FieldValue?, says words: @escaping @Sendable (Value) -> [String] = { _ in [] }
    ) {
        self.name = name
        attributes = []
        encode = { _, _, _ in }
        decode = { _, _, _ in }
        self.words = { words($0[keyPath: path]) }
        isMet = { $0[keyPath: path] == $1[keyPath: path] }
        isSame = isMet
        agrees = { $0[keyPath: path] as? Bool == false || $0[keyPath: path] == $1[keyPath: path] }
        self.record = { record($0[keyPath: path]) }
    }

    /// The same field, with another way into a message.
    package func encoded(_ encode: @escaping Encode) -> Field {
        var field = self
        field.encode = encode
        return field
    }

    /// The same field, with another way out of one, from these attributes.
    package func decoded(_ attributes: Attribute..., by decode: @escaping Decode) -> Field {
        var field = self
        field.attributes = attributes
        field.decode = decode
        return field
    }

    /// The same field, said in words that other fields may decide.
    package func said(_ words: @escaping @Sendable (Object) -> [String]) -> Field {
        var field = self
        field.words = words
        return field
    }

    /// The same field, compared with other fields in view.
    ///
    /// - Parameter agrees: with an expectation; `nil`: as with what was asked for
    package func compared(_ isMet: @escaping Comparison, expected agrees: Comparison? = nil) -> Field {
        var field = self
        field.isMet = isMet
        field.agrees = agrees ?? isMet
        return field
    }

    /// The same field, told to an object that stands in another way.
    package func changed(
        isSame: @escaping Comparison, _ encode: @escaping Encode, says words: @escaping @Sendable (Object) -> [String]
    ) -> Field {
        var field = self
        field.isSame = isSame
        field.change = Change(encode: encode, words: words)
        return field
    }

    /// The same field, of a link that is told only once its ports have joined.
    func toldOncePortsJoined() -> Field {
        var field = self
        field.isOfPorts = true
        field.encode = { _, _, _ in }
        return field
    }

    private static func number<Value>(_ attributes: [Attribute], _ value: Value) -> Int {
        attributes.count > 1 && (value as? any FamilyMember)?.isIPv6 == true ? attributes[1].number : attributes[0].number
    }
}
