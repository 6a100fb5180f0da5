import Netlink

final class IPIPRelay: Sendable {
    init(name: String, index: Int32, tunnel: IPIPLink, mtu: Int, namespace: Namespace) throws {
        throw SystemError("IPIPRelay", errno: 95)
    }
    func stop() {}
}
