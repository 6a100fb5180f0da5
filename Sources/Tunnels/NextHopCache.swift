import Addresses
import Glibc
import Netlink

/// Where the outer packets go, as the kernel's own tables say.
///
/// Answers are kept until ``forget()``, which is called whenever anything about the routes changes.
struct NextHopCache {
    /// What is to be done with packets for one inner destination.
    struct NextHop {
        enum Way {
            case outer
            /// The outer packet would enter the tunnel again: the kernel counts a collision.
            case loop
            /// The outer destination, or the local address, is none: the kernel counts a carrier error.
            case noRoute
        }

        var way: Way
        /// The outer destination, in host order.
        var outer: UInt32 = 0
        /// The longest outer packet, in bytes, where a router or a route has said one; 0: the link's MTU.
        var pathMTU = 0
        /// What routers say is forgotten by the kernel in time, without a word. `nil`: kept until something changes.
        var expires: ContinuousClock.Instant?
    }

    private static let limit = 4096
    private static let pathMTULifetime = Duration.seconds(5)

    private let socket: NetlinkSocket
    private let tunnel: Int32
    private let local: IPAddress?
    private let remote: UInt32?
    private let device: Int32?
    private var entries: [UInt32: NextHop] = [:]

    /// - Parameters:
    ///   - socket: of the tunnel's namespace
    ///   - tunnel: the index of the tunnel's device
    ///   - device: the index of the link that the outer packets must use
    init(socket: NetlinkSocket, tunnel: Int32, local: IPAddress?, remote: UInt32?, device: Int32?) {
        self.socket = socket
        self.tunnel = tunnel
        self.local = local
        self.remote = remote
        self.device = device
        entries.reserveCapacity(256)
    }

    mutating func forget() { entries.removeAll(keepingCapacity: true) }

    /// - Parameter destination: the inner one, in host order
    mutating func nextHop(for destination: UInt32) -> NextHop {
        let key = remote ?? destination
        if let known = entries[key], known.expires.map({ ContinuousClock.now < $0 }) ?? true { return known }
        let found = lookUp(destination)
        guard let found else { return NextHop(way: .noRoute) }
        if entries.count >= Self.limit { forget() }
        entries[key] = found
        return found
    }

    /// `nil` if the kernel's answer is not one about routes.
    private func lookUp(_ destination: UInt32) -> NextHop? {
        do throws(NetlinkError) {
            let outer = if let remote { remote } else { try gateway(to: destination) }
            let way = try socket.route(to: IPAddress(v4: outer), from: local, outputDevice: device)
            if way.outputDevice == tunnel { return NextHop(way: .loop) }
            return NextHop(
                way: .outer, outer: outer, pathMTU: way.mtu ?? 0,
                expires: way.mtu.map { _ in ContinuousClock.now + Self.pathMTULifetime })
        } catch {
            switch error.errno {
            case ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, ENODEV, ENETDOWN: return NextHop(way: .noRoute)
            default: return nil
            }
        }
    }

    /// The kernel's `rt_nexthop`: the route's gateway, or the destination itself where the route has none (of IPv4).
    /// `ip route get DESTINATION oif TUNNEL`
    private func gateway(to destination: UInt32) throws(NetlinkError) -> UInt32 {
        let route = try socket.route(to: IPAddress(v4: destination), outputDevice: tunnel)
        guard let gateway = route.gateway, gateway.family == .ipv4 else { return destination }
        return UInt32(gateway.value)
    }
}
