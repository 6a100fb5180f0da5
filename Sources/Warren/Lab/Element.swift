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
        let member = try decoder.singleMember(Key.self)
        self =
            switch member.key {
            case .segment: .segment(try member.decode(Segment.self))
            case .host: .host(try member.decode(Host.self))
            case .pod: .pod(try member.decode(Pod.self))
            case .namespace: .namespace(try member.decode(Namespace.self))
            case .veth: .veth(try member.decode(Veth.self))
            case .within: .within(try member.decode(Within.self))
            case .ping: .ping(try member.decode(Ping.self))
            case .expect: .expect(try member.decode(Expect.self))
            case .serve: .serve(try member.decode(Serve.self))
            case .connect: .connect(try member.decode(Connect.self))
            case .httpGet: .httpGet(try member.decode(HTTPGet.self))
            case .run: .run(try member.decode(Run.self))
            case .command: .command(try member.decode(Command.self))
            case .stage: .stage(try member.decode(Stage.self))
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
