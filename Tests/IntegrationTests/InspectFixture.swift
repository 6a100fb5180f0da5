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

/// A value as the comparison writes it: text, a number, or `-` for what is not there.
func word(_ value: Any?) -> String {
    switch value {
    case let text as String: text
    case let number as NSNumber: "\(number)"
    case nil: "-"
    case let other?: "\(other)"
    }
}

/// A thread that is in a node for as long as it needs to open sockets there.
enum InsideNode {
    /// Opens a socket in the node, bound to a port of every address, and listening if it is TCP.
    static func listen(_ lab: String, _ node: String, _ type: __socket_type, port: UInt16) throws -> Int32 {
        nonisolated(unsafe) var result: Int32 = -1
        let done = DispatchSemaphore(value: 0)
        Thread {
            defer { done.signal() }
            let namespace = open("/run/netns/\(lab).\(node)", O_RDONLY | O_CLOEXEC)
            defer { close(namespace) }
            guard clinux_setns(namespace, CLINUX_CLONE_NEWNET) == 0 else { return }
            let descriptor = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            let bound = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
            guard bound == 0, type != SOCK_STREAM || Glibc.listen(descriptor, 1) == 0 else { return }
            result = descriptor
        }.start()
        done.wait()
        try #require(result >= 0, "no socket in \(node)")
        return result
    }
}
