import Addresses
import Netlink
import Warren

extension Route: ExpectableWord {
    package var expectedLink: String? { dev }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? {
        guard let destination = resolver.expectedDestination(self) else { return nil }
        resolver.check(metric, in: 0...Int(UInt32.max), "the metric", at: source)
        let types: [Route.Trait: RouteType] = [.blackhole: .blackhole, .unreachable: .unreachable, .prohibit: .prohibit]
        return .route(
            .init(
                destination: destination, via: via.flatMap { resolver.address($0, destination.family, at: source) }, device: dev,
                scope: scope.flatMap { [.global: .global, .link: .link, .host: .host][$0] },
                source: src.flatMap { resolver.address($0, destination.family, at: source) },
                metric: metric.map { UInt32(clamping: $0) }, type: traits.compactMap { types[$0] }.first,
                onlink: traits.contains(.onlink) ? true : nil, table: table.map { UInt32(clamping: $0) }))
    }
}

extension Resolver {
    fileprivate mutating func expectedDestination(_ route: Route) -> Prefix? {
        guard case .literal(let text) = route.destination else {
            return address(route.destination, at: route.source).map { Prefix(host: $0) }
        }
        if text == "default" { return defaultDestination(of: route) }
        if let destination = IPAddress(text).map(Prefix.init(host:)) ?? Prefix(text)?.network { return destination }
        report("\"\(text)\" is not a destination; expected a network such as 192.168.11.0/24, an address, or default", at: route.source)
        return nil
    }
}
