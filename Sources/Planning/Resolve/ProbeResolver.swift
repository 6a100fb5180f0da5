import Packets
import Warren

/// Resolves probes and patterns that no lab file declares, in the names of a lab at one of its stages.
///
/// For whoever asks questions of a lab that stands.
package struct ProbeResolver: Sendable {
    private let resolver: Resolver

    /// - Parameter stage: of the lab's own plan, so that there is nothing wrong with it
    package init(_ lab: Lab, at stage: StagePlan) {
        var resolver = Resolver(lab: lab, stage: lab.stages.isEmpty ? nil : lab.stages[stage.number - 1])
        resolver.resolve()
        resolver.findings = []
        self.resolver = resolver
    }

    /// The checks of these probes, in their order. What is no probe is an error, at its line.
    package func checks(_ probes: [Element]) throws(InvalidLab) -> [Check] {
        try resolving { resolver in
            for element in probes where !Schedule.isProbe(element.word) {
                resolver.report("only probes and expectations can be proved of a lab that stands; what it has belongs to the lab", at: element.source)
            }
            return resolver.checks(of: probes)
        }
    }

    /// The pattern, with addresses in place of names.
    ///
    /// - Parameter source: where it was written
    package func pattern(_ pattern: Pattern, at source: SourceLocation) throws(InvalidLab) -> PacketPattern {
        try resolving { $0.resolve(pattern, at: source) }
    }

    /// Says, at the line, which of these links are not there.
    package func requireLinks(_ links: [LinkReference], at source: SourceLocation) throws(InvalidLab) {
        try resolving { resolver in
            for link in links {
                if !resolver.state.contains(link.node) {
                    resolver.reportUnknownNode(link.node, at: source)
                } else {
                    _ = resolver.requireLink(link.link, of: link.node, at: source)
                }
            }
        }
    }

    private func resolving<Value>(_ body: (inout Resolver) -> Value) throws(InvalidLab) -> Value {
        var copy = resolver
        let value = body(&copy)
        guard copy.findings.isEmpty else {
            throw InvalidLab(problems: copy.findings.map { Problem($0.core.what + $0.rest, at: $0.core.source) })
        }
        return value
    }
}
