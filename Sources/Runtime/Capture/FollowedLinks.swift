import Warren

/// The links that a capture is to have, in a lab that changes meanwhile: a node that was asked for as a whole has
/// those too that come to it later.
///
/// An open tap keeps its namespace alive, and with it the cables of a node that the lab has no more. So taps of such
/// a node are closed.
public struct FollowedLinks {
    /// Where packets are to be taken.
    public enum Place: Sendable, Equatable {
        /// A node as a whole: all of its links that are up, but lo.
        case node(String)
        case link(LinkReference)
    }

    /// What has changed since the last look.
    public struct Change: Sendable {
        /// Links on which packets are taken from now on.
        public var new: [LiveCapture.Link] = []
        /// Links on which they should be, and why they cannot.
        public var refused: [(link: LinkReference, reason: String)] = []
    }

    private var lab: OpenedLab
    private let wholes: [String]
    private var watches: [String: LinkWatch] = [:]
    private let record: RecordWatch
    /// Of every node that is captured on, the namespace in which that began.
    private var namespaces: [String: UInt64] = [:]
    /// Those that are there now, each once, in the order of the places.
    public private(set) var links: [LinkReference] = []

    /// - Throws: ``StateDirectory/Failure`` and ``OpenedLab/Failure`` for what is not there
    public init(_ places: [Place], in lab: OpenedLab) throws {
        self.lab = lab
        record = try RecordWatch(lab.directory)
        var wholes: [String] = []
        for place in places {
            switch place {
            case .link(let link):
                namespaces[link.node] = try lab.namespace(of: link.node).inode()
                if !links.contains(link) { links.append(link) }
            case .node(let node):
                if wholes.contains(node) { continue }
                wholes.append(node)
                // Before its links are listed: what comes in between is told.
                let watch = try LinkWatch(node, in: lab)
                (watches[node], namespaces[node]) = (watch, watch.inode)
                for link in try lab.capturableLinks(of: node) where !links.contains(link) { links.append(link) }
            }
        }
        self.wholes = wholes
    }

    /// For `poll`: when one is readable, it is time to ``follow(with:)``.
    public var descriptors: [Int32] { [record.number] + watches.values.map(\.number) }

    /// Whether there may be links again when there is none left.
    public var mayGrow: Bool { !wholes.isEmpty }

    /// Brings a capture to what there is now.
    ///
    /// - Parameter nodes: in which a link was lost, whatever the kernel has told else
    public mutating func follow(with capture: LiveCapture, after nodes: [String] = []) throws -> Change {
        var changed = Set(try watches.filter { try $0.value.silence() }.keys).union(nodes)
        if record.silence() { changed.formUnion(try followRecord(with: capture)) }
        var change = Change()
        for node in wholes where changed.contains(node) {
            let present = Set(capture.places)
            for place in try watches[node]?.places() ?? [] where !present.contains(place) {
                do {
                    change.new.append(try capture.add(place))
                } catch let failure as CaptureHandle.Failure {
                    change.refused.append((place.link, failure.reason))
                }
            }
        }
        return change
    }

    /// Lets go of nodes that the lab has no more, or has made anew.
    ///
    /// - Returns: the nodes whose links are to be looked at
    private mutating func followRecord(with capture: LiveCapture) throws -> Set<String> {
        // A lab that ends is told by its keeper's end.
        guard let now = try? OpenedLab(lab.record.name, state: lab.state), now.record.process == lab.record.process else { return [] }
        lab = now
        var anew: Set<String> = []
        for (node, inode) in namespaces {
            let current = now.record.nodes[node] == nil ? nil : try now.namespace(of: node).inode()
            guard current != inode else { continue }
            watches[node] = nil
            namespaces[node] = nil
            capture.drop(node)
        }
        for node in wholes where watches[node] == nil && now.record.nodes[node] != nil {
            let watch = try LinkWatch(node, in: now)
            (watches[node], namespaces[node]) = (watch, watch.inode)
            anew.insert(node)
        }
        return anew
    }
}
