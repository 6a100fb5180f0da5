import CLinux
import Foundation
import Testing

/// What `warren inspect --format json` says.
struct Inspection {
    let root: [String: Any]

    init(_ lab: String, _ node: String? = nil) throws {
        let program = try WarrenProgram.start(["inspect", lab, "--format", "json"] + (node.map { [$0] } ?? []))
        let outcome = try program.end()
        try #require(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        root = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    var nodes: [[String: Any]] { root["nodes"] as? [[String: Any]] ?? [] }

    func node(_ name: String) throws -> [String: Any] {
        try #require(nodes.first { $0["name"] as? String == name })
    }

    func list(_ field: String, of node: String) throws -> [[String: Any]] {
        try #require(self.node(node)[field] as? [[String: Any]])
    }

    func link(_ name: String, of node: String) throws -> [String: Any] {
        try #require(list("links", of: node).first { $0["name"] as? String == name })
    }

    /// Every field there is, as docs/json.md writes it: `nodes[].links[].name`.
    var fields: Set<String> {
        var fields: Set<String> = []
        func walk(_ value: Any, _ path: String) {
            switch value {
            case let object as [String: Any]:
                for (key, value) in object {
                    let path = path.isEmpty ? key : "\(path).\(key)"
                    if !(value is [Any]) { fields.insert(path) }
                    walk(value, path)
                }
            case let list as [Any]:
                fields.insert(path + "[]")
                for value in list { walk(value, path + "[]") }
            default: break
            }
        }
        walk(root, "")
        return fields
    }
}

/// Two nodes with what the article's lab has none of: rules, tables, several next hops and objects of them, a limit, a queue
/// with classes, a macvlan, a firewall, servers and a program.
enum PolicyLab {
    static let text = SmallLab.pair(
        """
        red {
                Macvlan("mv0", on: "eth0", mode: .vepa)
                Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50))
                Route("10.88.0.0/16", via: [Hop("10.9.0.2", weight: 2), Hop("10.9.0.3")])
                Route("10.99.0.0/16", via: "10.9.0.2", table: 100)
                Route("fd99::/64", via: "fd00::2", table: 1000)
                Route("10.98.0.0/16", via: "10.9.0.2", table: 4294967295)
                Address("fd00::1/64", dev: "eth0")
                Rule(from: "10.9.0.0/24", to: blue, table: 100, priority: 1000, mark: 7, iif: "eth0")
                Rule(from: "fd00::/64", table: 1000, priority: 2000)
                Firewall(.input, policy: .drop) { Accept(.icmp, counted: true); Reject(.tcp(to: 80, 8000...8080), from: blue) }
                Firewall(.output) { Count(.udp) }
            }
            blue {
                Nexthop(1, via: red)
                Nexthop(2, via: "10.9.0.7", dev: "eth0", .onlink)
                Nexthop(3, .blackhole)
                Nexthop(10, group: [Nexthop.Member(1, weight: 3), Nexthop.Member(2)], resilient: .buckets(64, idle: 60, unbalanced: 600))
                Route("10.77.0.0/16", nexthop: 10)
                Queue("eth0", .htb(otherwise: 20)) {
                    QueueClass(1, rate: .megabits(10))
                    QueueClass(10, rate: .megabits(8), ceiling: .megabits(10), in: 1)
                    QueueClass(20, rate: .megabits(2), priority: 7, in: 1)
                    QueueFilter(from: blue, to: red, .tcp, fromPort: 80, toPort: 1024, class: 10)
                }
            }
            Serve(on: blue, .udp, port: 7)
            Serve(on: blue, .tcp, port: 9, reply: "so")
            HTTPServer(on: blue, port: 80)
            Run(on: blue, "sleep", "1000")
        """)
}

/// A value as the comparison writes it: text, a number, or `-` for what is not there.
func word(_ value: Any?) -> String {
    switch value {
    case let text as String: text
    case let number as NSNumber: "\(number)"
    case nil: "-"
    case let other?: "\(other)"
    }
}

extension InsideNode {
    /// Sends an IPv4 packet of a protocol that the kernel itself does not speak.
    static func send(_ lab: String, _ node: String, proto: Int32, _ payload: [UInt8], to destination: String) throws {
        let sent = try inside(lab, node) {
            let descriptor = socket(AF_INET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), proto)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, destination, &address.sin_addr)
            return withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Int32(sendto(descriptor, payload, payload.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size)))
                }
            }
        }
        try #require(sent == payload.count, "cannot send from \(node)")
    }
}

/// A thread that is in a node for as long as it needs to open sockets there.
enum InsideNode {
    /// What `body` returns on a thread in the node; -1 if there is no way into it.
    static func inside(_ lab: String, _ node: String, _ body: @escaping @Sendable () -> Int32) throws -> Int32 {
        // Written before the signal and read after it: never by two at once.
        nonisolated(unsafe) var result: Int32 = -1
        let done = DispatchSemaphore(value: 0)
        Thread {
            defer { done.signal() }
            let namespace = open("/run/netns/\(lab).\(node)", O_RDONLY | O_CLOEXEC)
            defer { close(namespace) }
            if clinux_setns(namespace, CLINUX_CLONE_NEWNET) == 0 { result = body() }
        }.start()
        done.wait()
        return result
    }

    /// Opens a socket in the node, bound to a port of every address, and listening if it is TCP.
    static func listen(_ lab: String, _ node: String, _ type: __socket_type, port: UInt16) throws -> Int32 {
        let result = try inside(lab, node) {
            let descriptor = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            let bound = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
            return bound == 0 && (type != SOCK_STREAM || Glibc.listen(descriptor, 1) == 0) ? descriptor : -1
        }
        try #require(result >= 0, "no socket in \(node)")
        return result
    }
}
