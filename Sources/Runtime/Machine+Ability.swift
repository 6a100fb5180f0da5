extension Machine {
    /// One thing that labs need, and whether it is there.
    public struct Ability: Sendable {
        public enum State: Sendable {
            case present
            /// Missing in the kernel, and done by Warren instead.
            case substituted
            case missing
        }

        public var name: String
        public var state: State
        /// What it is good for, or what follows from its absence.
        public var meaning: String
        /// What to do about it; empty where there is nothing to do.
        public var remedy: String
        /// Whether no lab at all runs without it.
        public var isEssential: Bool

        public init(_ name: String, _ state: State, _ meaning: String, remedy: String = "", isEssential: Bool = false) {
            self.name = name
            self.state = state
            self.meaning = meaning
            self.remedy = remedy
            self.isEssential = isEssential
        }
    }
}
