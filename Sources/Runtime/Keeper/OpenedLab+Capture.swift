import Capturing

extension OpenedLab: CapturedLab {
    package var current: (any CapturedLab)? {
        guard let now = try? OpenedLab(record.name, state: state), now.record.process == record.process else { return nil }
        return now
    }
}
