extension Machine {
    /// One thing that labs need, and whether it is there.
    package struct Ability: Sendable {
        package enum State: Sendable {
            case present
            /// Missing in the kernel, and done by Warren instead.
            case substituted
            case missing
        }

        package var name: String
        package var state: State
        /// What it is good for, or what follows from its absence.
        package var meaning: String
        /// What to do about it; empty where there is nothing to do.
        package var remedy: String
        /// Whether no lab at all runs without it.
        package var isEssential: Bool

        package init(_ name: String, _ state: State, _ meaning: String, remedy: String = "", isEssential: Bool = false) {
            self.name = name
            self.state = state
            self.meaning = meaning
            self.remedy = remedy
            self.isEssential = isEssential
        }
    }
}
