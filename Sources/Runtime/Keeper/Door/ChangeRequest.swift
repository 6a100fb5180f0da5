import Planning
import Warren

/// To compare what really runs with a lab, and to bring it there if that is asked for.
package struct ChangeRequest: ControlQuestion {
    /// `nil`: the lab that runs, as it was last brought up or applied.
    package var lab: WrittenLab?
    /// By number or title; `nil`: the one of the number that stands, or the last.
    package var stage: String?
    /// Whether to carry the changes out, or only to tell them.
    package var applies: Bool

    package init(to lab: WrittenLab?, stage: String?, applies: Bool) {
        self.lab = lab
        self.stage = stage
        self.applies = applies
    }

    package var request: ControlRequest { .change(self) }

    /// One step between what runs and what is wanted.
    package struct Change: Sendable, Codable {
        package var node: String
        /// What could be typed in its stead, command by command.
        package var commands: [String]
        package var reason: String
        package var source: SourceLocation
        /// Whether it mends what somebody changed by hand, rather than following the lab.
        package var isDrift: Bool

        package init(_ step: Step, isDrift: Bool = false) {
            node = step.node
            commands = step.commands.map(\.text)
            reason = step.reason
            source = step.source
            self.isDrift = isDrift
        }
    }

    package struct Answer: Sendable, Codable {
        package var changes: [Change]
        /// The number and the title of the stage that was compared with.
        package var stage: Int
        package var stageTitle: String
        /// The lab as it runs now.
        package var record: LabRecord
        /// How long the changes took, in nanoseconds; 0 if none were made.
        package var nanoseconds: Int64
    }
}
