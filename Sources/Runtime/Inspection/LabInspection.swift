import Glibc
import Namespaces
import Netlink

/// A running lab as it really is: what every node's kernel and /proc say at the moment, not what its file says.
///
/// Its JSON is for other programs, and docs/json.md describes it: a field that is added leaves the format's number
/// as it is, one that goes or changes its meaning raises it.
package struct LabInspection: Sendable {
    /// The version of this form.
    package static let format = 2

    package var format = LabInspection.format
    /// What the lab runs as.
    package var lab: String
    /// The lab file, as it was given to `up`.
    package var file: String
    /// The stage's number, counted from 1, and its title.
    package var stage: Int
    package var stageTitle: String
    /// The process that holds the lab.
    package var keeper: Int32
    /// When it came up, in seconds since 1970.
    package var since: Int
    package var nodes: [NodeInspection]

    /// Looks at a node, or at all of them, by name.
    ///
    /// - Throws: ``StateDirectory/Failure`` for a node that the lab does not have; ``OpenedLab/Failure`` if the lab ends meanwhile.
    package init(_ opened: OpenedLab, node: String? = nil) throws {
        let inspection = Result { try LabInspection(reading: opened, node: node) }
        // Before what was read, or could not be, is told.
        try opened.confirm()
        self = try inspection.get()
    }

    private init(reading opened: OpenedLab, node: String?) throws {
        let record = opened.record
        (lab, file, stage, stageTitle) = (record.name, record.file, record.stage, record.stageTitle)
        (keeper, since) = (record.process, record.since)
        // Before anything else is read: a node that is not there ends it at once.
        if let node { _ = try opened.namespace(of: node) }
        let namespaces = try opened.nodes.map { ($0, try opened.namespace(of: $0)) }
        let readings = try OwnThread.runInHalves(namespaces) { half in
            try half.map { try NodeReading($0, $1, isWhole: node == nil || node == $0) }
        }
        let peers = VethPeers(readings)
        var wanted = readings.filter { node == nil || $0.name == node }
        for index in wanted.indices { wanted[index].readFirewall() }
        let processes = ProcessTable(
            namespaces: Set(wanted.map(\.inode)), sockets: Set(wanted.flatMap { $0.sockets.map(\.inode) }))
        nodes = try OwnThread.runInHalves(wanted) { half in
            half.map { NodeInspection($0, peers: peers, processes: processes, record: record) }
        }
    }

    /// As JSON has it, but for its nodes.
    package var record: FieldRecord {
        [
            "format": FieldValue(format), "lab": .text(lab), "file": .text(file), "stage": FieldValue(stage), "stageTitle": .text(stageTitle),
            "keeper": FieldValue(keeper), "since": FieldValue(since),
        ]
    }
}
