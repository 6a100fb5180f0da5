import Reporting

/// Events of labs that run at the same time, put into the order of the command line: those of the first lab that has
/// not ended are told at once, those of later ones when it is their turn.
struct InOrder {
    private var waiting: [[LabEvent]]
    private var current = 0
    private let tell: (Int, LabEvent) -> Void

    init(count: Int, tell: @escaping (Int, LabEvent) -> Void) {
        waiting = Array(repeating: [], count: count)
        self.tell = tell
    }

    mutating func take(_ position: Int, _ event: LabEvent) {
        guard position == current else {
            waiting[position].append(event)
            return
        }
        tell(position, event)
        guard case .ended = event else { return }
        while current + 1 < waiting.count {
            current += 1
            let events = waiting[current]
            waiting[current] = []
            for event in events { tell(current, event) }
            guard case .ended? = events.last else { return }
        }
    }
}
