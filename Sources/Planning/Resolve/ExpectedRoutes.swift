import Addresses
import Netlink
import Warren

extension Route: ExpectableWord {
    package var expectedLink: String? { dev }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? { nil }

    package func entry(_ resolver: inout Resolver, of node: String) -> TableCheck.Entry? {
        guard let destination = resolver.expectedDestination(self, in: node) else { return nil }
        resolver.check(metric, in: 0...Int(UInt32.max), "the metric", at: source)
        let types: [Route.Trait: RouteType] = [.blackhole: .blackhole, .unreachable: .unreachable, .prohibit: .prohibit]
        var route = RouteEntry(destination: destination)
        route.via = via.flatMap { resolver.address($0, destination.family, at: source) }
        route.device = dev
        route.nexthop = nexthop.map { UInt32(clamping: $0) }
        route.scope = scope.flatMap { [.global: .global, .link: .link, .host: .host][$0] }
        route.source = src.flatMap { resolver.address($0, destination.family, at: source) }
        route.metric = metric.map { UInt32(clamping: $0) }
        route.onlink = traits.contains(.onlink)
        let type = traits.compactMap { types[$0] }.first
        route.type = type ?? .unicast
        if let table { route.table = UInt32(clamping: table) }
        let open = (type == nil ? ["type"] : []) + (table == nil ? ["table"] : []) + (nexthop == nil ? ["nexthop"] : ["via", "hops"])
        return .init(route, leavingOpen: Set(open))
    }
}

extension Resolver {
    fileprivate mutating func expectedDestination(_ route: Route, in node: String) -> Prefix? {
        guard case .literal(let text) = route.destination else {
            return address(route.destination, at: route.source).map { Prefix(host: $0) }
        }
        if text == "default" { return defaultDestination(of: route, in: node) }
        if let destination = IPAddress(text).map(Prefix.init(host:)) ?? Prefix(text)?.network { return destination }
        report("\"\(text)\" is not a destination; expected a network such as 192.168.11.0/24, an address, or default", at: route.source)
        return nil
    }
}
