/// Who keeps a running lab: as much of its ``LabRecord`` as it takes to end it. The rest is long for a large lab.
public struct LabKeeper: Sendable, Hashable, Decodable {
    /// As in ``LabRecord``.
    public var format: Int
    /// What the lab runs as.
    public var name: String
    /// The keeper's process.
    public var process: Int32
}

/// What is read of the file that a keeper has written.
protocol KeptRecord: Decodable {
    /// The version of the file's form.
    var format: Int { get }
    var name: String { get }
}

extension LabKeeper: KeptRecord {}
extension LabRecord: KeptRecord {}

extension LabRecord {
    /// Who keeps the lab.
    public var keeper: LabKeeper { LabKeeper(format: format, name: name, process: process) }
}
