import Foundation

/// Changes a JSON document by decisions, so that a fuzzer which changes single bytes changes what the document says
/// and not whether it is one.
struct LabMutation {
    private var decisions: ArraySlice<UInt8>

    init(decisions: [UInt8]) { self.decisions = decisions[...] }

    private mutating func decide() -> Int { Int(decisions.popFirst() ?? 0) }

    /// The document with as many changes as there are decisions for.
    mutating func apply(to document: Any) -> Any {
        var result = document
        while !decisions.isEmpty { result = change(result, depth: 0) }
        return result
    }

    /// Goes down into a member, or changes what is here.
    private mutating func change(_ value: Any, depth: Int) -> Any {
        let choice = decide()
        if depth < 12, choice < 224 {
            if var object = value as? [String: Any], !object.isEmpty {
                let key = object.keys.sorted()[choice % object.count]
                object[key] = change(object[key] ?? NSNull(), depth: depth + 1)
                return object
            }
            if var list = value as? [Any], !list.isEmpty {
                let position = choice % list.count
                list[position] = change(list[position], depth: depth + 1)
                return list
            }
        }
        return replace(value)
    }

    private mutating func replace(_ value: Any) -> Any {
        let choice = decide()
        switch value {
        case var object as [String: Any]:
            let keys = object.keys.sorted()
            guard !keys.isEmpty else { return ["": ""] }
            let (one, other) = (keys[choice % keys.count], keys[decide() % keys.count])
            if choice < 128 { object[one] = nil } else { object[one] = object[other] }
            return object
        case var list as [Any]:
            guard !list.isEmpty else { return list }
            let position = decide() % list.count
            if choice < 96 { list.append(list[position]) } else if choice < 192 { list.remove(at: position) } else { list.swapAt(position, 0) }
            return list
        case is String: return Self.texts[choice % Self.texts.count]
        case let number as NSNumber: return Self.numbers[choice % Self.numbers.count] ?? number
        default: return choice < 128 ? 0 : ""
        }
    }

    private static let texts: [String] = [
        "", " ", ".", "..", "../../etc/passwd", "/", "a/b", "lo", "eth0", "all", "default", "-x", "--help", "a.b", "a b", "a;b", "$(id)", "`id`", "'", "\"", "\n", "\r", "\u{0}",
        "\u{1b}[2J", "\u{202e}", "ä", "🦊", String(repeating: "x", count: 15), String(repeating: "x", count: 16), String(repeating: "x", count: 63),
        String(repeating: "x", count: 64), String(repeating: "9", count: 400), "0.0.0.0", "0.0.0.0/0", "10.0.0.1/24", "10.0.0.1/33", "10.0.0.1/-1", "255.255.255.255/32", "169.254.0.1", "224.0.0.1",
        "::", "::/0", "::1/128", "fe80::1", "ff02::1", "2001:db8::1/64", "::ffff:1.2.3.4", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "1", "0", "-1", "65535", "65536",
        "net.ipv4.ip_forward", "net.ipv4.conf.eth0.proxy_arp", "net.ipv4.conf../../../kernel.x", "kernel.panic", "host1", "host2", "pod-a", "underlay", "default via", "http://10.0.0.1:99999/", "http://[::1/", "{ }", "tcp", "any",
    ]

    private static let numbers: [NSNumber?] = [
        0, 1, -1, 2, 7, 8, 15, 24, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 1279, 1280, 1500, 4094, 4095, 4096, 65535, 65536, 16_777_215, 16_777_216, 2_147_483_647, 2_147_483_648,
        4_294_967_295, 4_294_967_296, NSNumber(value: Int64.max), NSNumber(value: Int64.min), NSNumber(value: UInt64.max), 0.5, -0.5, 1e308, nil,
    ]
}
