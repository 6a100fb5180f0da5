/// A moment after which waiting ends.
package struct Deadline: Sendable {
    private let moment: ContinuousClock.Instant

    package init(in duration: Duration) {
        moment = ContinuousClock.now + duration
    }

    /// What is left, never negative.
    package var remaining: Duration { max(.zero, moment - ContinuousClock.now) }
    package var hasPassed: Bool { ContinuousClock.now >= moment }
}

extension Duration {
    /// Whole nanoseconds.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
