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
    /// How long the keeper may be at it; `nil`: as long as it takes.
    var patience: Duration? { get }
}

extension ControlQuestion {
    package var patience: Duration? { .seconds(300) }

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
