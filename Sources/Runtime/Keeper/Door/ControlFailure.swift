import Planning

/// Why a keeper does not do what it is asked.
package struct ControlFailure: Error, Sendable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// What was asked speaks of something that the lab does not have.
        case words
        /// The lab is wrong, or the kernel refused a step of it.
        case lab
        /// The machine lacks what it takes.
        case machine
    }

    package var kind: Kind
    /// As the user reads it, in one or several lines.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension ControlFailure {
    /// An error as the user reads it: with the lab's line if it has one, and else with who says it.
    package init(_ error: any Error) {
        switch error {
        case let error as ControlFailure: self = error
        case let error as StepFailure: self.init(error.isMachineLimit ? .machine : .lab, error.description)
        case let error as InvalidLab: self.init(.lab, error.problems.map(\.description).joined(separator: "\n"))
        default: self.init(.lab, "warren: \(error)")
        }
    }
}
