import Planning

/// What may be asked of a lab's keeper: one type for each question, in a file of its own, with what is answered.
package enum ControlRequest: Sendable, Codable {
    case describe(DescribeRequest)
    case change(ChangeRequest)
    case prove(ProveRequest)
}

/// A question to a lab's keeper.
package protocol ControlQuestion: Sendable, Codable {
    /// What is told before the answer.
    associatedtype News: Sendable & Codable = Never
    associatedtype Answer: Sendable & Codable
    /// The question as it goes to the keeper.
    var request: ControlRequest { get }
}

extension ControlQuestion {
    package typealias Message = ControlMessage<News, Answer>
}

/// What a keeper says to a question, a line of JSON each. The last is the answer, or why there is none.
package enum ControlMessage<News: Sendable & Codable, Answer: Sendable & Codable>: Sendable, Codable {
    /// Somebody else's proof goes on, and this question has to wait for its end.
    case waiting
    case news(News)
    case answer(Answer)
    case failure(ControlFailure)
}

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
