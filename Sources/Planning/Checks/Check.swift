import Warren

/// Something that a stage proves, with every name resolved.
package enum Check: Sendable, Hashable {
    case ping(PingCheck)
    case table(TableCheck)
    case connection(ConnectionCheck)
    case command(CommandCheck)

    package var source: SourceLocation {
        switch self {
        case .ping(let check): check.source
        case .table(let check): check.source
        case .connection(let check): check.source
        case .command(let check): check.source
        }
    }

    /// The links on which packets must be captured for this check.
    package var links: Set<LinkReference> {
        switch self {
        case .ping(let check): Set(check.sightings.flatMap { $0.sights.map(\.link) })
        case .table: []
        case .connection(let check): Set(check.sightings.flatMap { $0.sights.map(\.link) })
        case .command(let check): Set(check.sightings.flatMap { $0.sights.map(\.link) })
        }
    }
}
