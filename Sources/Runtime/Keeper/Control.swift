import Namespaces
import Planning
import Warren

/// What another process may ask of a lab's keeper: to compare what runs with a lab, and to bring it there.
public struct ControlRequest: Sendable, Codable {
    public var lab: Lab
    /// The stage's number, counted from 1.
    public var stage: Int
    /// Whether to carry the changes out, or only to tell them.
    public var applies: Bool

    public init(lab: Lab, stage: Int, applies: Bool) {
        self.lab = lab
        self.stage = stage
        self.applies = applies
    }
}

/// The keeper's answer.
public struct ControlReply: Sendable, Codable {
    /// One step between what runs and what is wanted.
    public struct Change: Sendable, Codable {
        public var node: String
        /// What could be typed in its stead, command by command.
        public var commands: [String]
        public var reason: String
        public var source: SourceLocation
        /// Whether it mends what somebody changed by hand, rather than following the file.
        public var isDrift: Bool

        public init(_ step: Step, isDrift: Bool = false) {
            node = step.node
            commands = step.commands.map(\.text)
            reason = step.reason
            source = step.source
            self.isDrift = isDrift
        }
    }

    /// Why nothing was changed.
    public struct Failure: Sendable, Codable {
        public var message: String
        /// Whether the network is as it was before; `false` if even going back failed.
        public var isUndone: Bool
        /// Whether it is for want of a driver or the like, and not of a right lab.
        public var isMachineLimit: Bool

        public init(message: String, isUndone: Bool, isMachineLimit: Bool = false) {
            self.message = message
            self.isUndone = isUndone
            self.isMachineLimit = isMachineLimit
        }

        /// An error as the user reads it: with the lab's line if it has one, and else with who says it.
        static func words(of error: any Error) -> String {
            switch error {
            case let error as StepFailure: error.description
            case let error as InvalidLab: error.problems.map(\.description).joined(separator: "\n")
            default: "warren: \(error)"
            }
        }
    }

    public var changes: [Change]
    public var failure: Failure?
    /// The lab as it runs now.
    public var record: LabRecord
    /// How long the changes took, in nanoseconds; 0 if none were made.
    public var nanoseconds: Int64

    public init(changes: [Change] = [], failure: Failure? = nil, record: LabRecord, nanoseconds: Int64 = 0) {
        self.changes = changes
        self.failure = failure
        self.record = record
        self.nanoseconds = nanoseconds
    }
}
