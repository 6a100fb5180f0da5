import ArgumentParser

/// A verb whose process holds a lab's network and runs what the lab declares: it needs rights over networks, and none beyond.
protocol LabHolder: ParsableCommand {}

extension KeeperVerb: LabHolder {}
extension TestVerb: LabHolder {}
extension TestWorkerVerb: LabHolder {}
extension WalkVerb: LabHolder {}
