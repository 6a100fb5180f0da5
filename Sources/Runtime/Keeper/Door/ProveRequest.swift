import Findings
import Warren

/// To prove on the running network what the stage that stands declares, or what is given.
package struct ProveRequest: ControlQuestion {
    /// Probes and expectations, in the names of the stage that stands; `nil`: the stage's own.
    package var probes: [Element]?
    /// The stage that must stand, by number or title; `nil`: any.
    package var stage: String?

    /// Whether the lab's links forget first what they have learned: neighbours and forwarding entries.
    package var forgets: Bool

    package init(_ probes: [Element]? = nil, stage: String? = nil, forgets: Bool = false) {
        self.probes = probes
        self.stage = stage
        self.forgets = forgets
    }

    package var request: ControlRequest { .prove(self) }
    package var patience: Duration? { nil }

    package enum News: Sendable, Codable {
        /// Before the first probe: the stage that is proved, without findings.
        case began(StageReport, relayedLinks: [LinkReference])
        case found(Finding)
    }

    package struct Answer: Sendable, Codable {
        /// Packets that a capture lost, by link; empty when the captures are whole.
        package var drops: [LinkReference: Int]
    }
}
