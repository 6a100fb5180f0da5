import Warren

extension Serve: ResolvableWord {
    package static let actions = [Action<Serve>(.servers) { $0.declare($1) }]
}

extension Resolver {
    /// How much a server may have to say, in bytes: bounded, because each connection may hold as much.
    static let longestPage = 1 << 20
    static let longestReply = 65_000

    fileprivate mutating func declare(_ serve: Serve) {
        guard state.contains(serve.node) else { return reportUnknownNode(serve.node, at: serve.source) }
        guard let port = port(serve.port, at: serve.source), isSound(serve) else { return }
        let earlier = state[serve.node]?.servers.first { $0.value.transport == serve.transport && $0.value.port == port }
        if let earlier {
            return report(
                "\(earlier.value) of \(serve.node) has a server already (line \(earlier.source.line)); a port takes one",
                at: serve.source)
        }
        let server = PlannedServer(transport: serve.transport, port: port, service: serve.service)
        _ = state.update(serve.node) {
            $0.servers.append(Declared(server, at: serve.source, because: server.reason(in: serve.node)))
        }
    }

    /// The port, or a report that it is none.
    mutating func port(_ number: Int, at source: SourceLocation) -> UInt16? {
        check(number, in: 1...65535, "the port", at: source)
        return (1...65535).contains(number) ? UInt16(number) : nil
    }

    private mutating func isSound(_ serve: Serve) -> Bool {
        switch serve.service {
        case .echo:
            return true
        case .reply(let text):
            if text.utf8.count <= Self.longestReply { return true }
            report("the reply has \(text.utf8.count) bytes; expected at most \(Self.longestReply)", at: serve.source)
        case .pages(let pages):
            if let path = pages.keys.sorted().first(where: { !Self.isPath($0) }) {
                report("\(path.quoted) is not a path; expected one that begins with / and has neither spaces nor ? nor #", at: serve.source)
            } else if let (path, text) = pages.sorted(by: { $0.key < $1.key }).first(where: { $0.value.utf8.count > Self.longestPage }) {
                report("the page \(path) has \(text.utf8.count) bytes; expected at most \(Self.longestPage)", at: serve.source)
            } else {
                return true
            }
        }
        return false
    }

    /// As it may stand in a request line: visible ASCII.
    static func isPath(_ text: String) -> Bool {
        text.utf8.first == 0x2f && text.utf8.count <= 1024
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3f && $0 != 0x23 }
    }
}
