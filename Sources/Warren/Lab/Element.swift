/// What a lab or a stage is made of, in the order in which it was written.
public indirect enum Element: Sendable, Hashable {
    /// A ``Segment``.
    case segment(Segment)
    /// A ``Host``.
    case host(Host)
    /// A ``Pod``.
    case pod(Pod)
    /// A ``Namespace``.
    case namespace(Namespace)
    /// A ``Veth``.
    case veth(Veth)
    /// A ``Within``.
    case within(Within)
    /// A ``Ping``.
    case ping(Ping)
    /// An ``Expect``.
    case expect(Expect)
    /// A ``Serve``.
    case serve(Serve)
    /// A ``Connect``.
    case connect(Connect)
    /// An ``HTTPGet``.
    case httpGet(HTTPGet)
    /// A ``Run``.
    case run(Run)
    /// A ``Command``.
    case command(Command)
    /// A ``Stage``.
    case stage(Stage)
}

extension Element {
    /// Where the element was written.
    public var source: SourceLocation {
        switch self {
        case .segment(let value): value.source
        case .host(let value): value.source
        case .pod(let value): value.source
        case .namespace(let value): value.source
        case .veth(let value): value.source
        case .within(let value): value.source
        case .ping(let value): value.source
        case .expect(let value): value.source
        case .serve(let value): value.source
        case .connect(let value): value.source
        case .httpGet(let value): value.source
        case .run(let value): value.source
        case .command(let value): value.source
        case .stage(let value): value.source
        }
    }
}

/// Written as an object with one member, whose name is the case's: `{"host": {…}}`.
extension Element: Codable {
    private enum Key: String, CodingKey {
        case segment, host, pod, namespace, veth, within, ping, expect, stage
        case serve, connect, httpGet
        case run, command
    }

    public init(from decoder: any Decoder) throws {
        let (key, container) = try decoder.singleMember(Key.self)
        self =
            switch key {
            case .segment: .segment(try container.decode(Segment.self, forKey: key))
            case .host: .host(try container.decode(Host.self, forKey: key))
            case .pod: .pod(try container.decode(Pod.self, forKey: key))
            case .namespace: .namespace(try container.decode(Namespace.self, forKey: key))
            case .veth: .veth(try container.decode(Veth.self, forKey: key))
            case .within: .within(try container.decode(Within.self, forKey: key))
            case .ping: .ping(try container.decode(Ping.self, forKey: key))
            case .expect: .expect(try container.decode(Expect.self, forKey: key))
            case .serve: .serve(try container.decode(Serve.self, forKey: key))
            case .connect: .connect(try container.decode(Connect.self, forKey: key))
            case .httpGet: .httpGet(try container.decode(HTTPGet.self, forKey: key))
            case .run: .run(try container.decode(Run.self, forKey: key))
            case .command: .command(try container.decode(Command.self, forKey: key))
            case .stage: .stage(try container.decode(Stage.self, forKey: key))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .segment(let value): try container.encode(value, forKey: .segment)
        case .host(let value): try container.encode(value, forKey: .host)
        case .pod(let value): try container.encode(value, forKey: .pod)
        case .namespace(let value): try container.encode(value, forKey: .namespace)
        case .veth(let value): try container.encode(value, forKey: .veth)
        case .within(let value): try container.encode(value, forKey: .within)
        case .ping(let value): try container.encode(value, forKey: .ping)
        case .expect(let value): try container.encode(value, forKey: .expect)
        case .serve(let value): try container.encode(value, forKey: .serve)
        case .connect(let value): try container.encode(value, forKey: .connect)
        case .httpGet(let value): try container.encode(value, forKey: .httpGet)
        case .run(let value): try container.encode(value, forKey: .run)
        case .command(let value): try container.encode(value, forKey: .command)
        case .stage(let value): try container.encode(value, forKey: .stage)
        }
    }
}

extension Decoder {
    /// The container of an object that must have exactly one member, and that member's key.
    func singleMember<Key: CodingKey>(_ type: Key.Type) throws -> (Key, KeyedDecodingContainer<Key>) {
        let members = try container(keyedBy: AnyKey.self).allKeys
        guard members.count == 1, let key = Key(stringValue: members[0].stringValue) else {
            let found = members.map { "\"\($0.stringValue)\"" }.sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath,
                    debugDescription: "expected one member of a known kind; found \(found.isEmpty ? "none" : found)"))
        }
        return (key, try container(keyedBy: type))
    }
}

/// Any member of an object, known or not.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
