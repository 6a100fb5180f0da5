import Warren

/// The links that a capture is to have, in a lab that changes meanwhile: a node that was asked for as a whole has
/// those too that come to it later.
///
/// An open tap keeps its namespace alive, and with it the cables of a node that the lab has no more. So taps of such
/// a node are closed.
package struct FollowedLinks {
    /// Where packets are to be taken.
    package enum Place: Sendable, Equatable {
        /// A node as a whole: all of its links that are up, but lo.
        case node(String)
        case link(LinkReference)
    }

    /// What has changed since the last look.
    package struct Change: Sendable {
        /// Links on which packets are taken from now on.
        package var new: [LiveCapture.Link] = []
        /// Links on which they should be, and why they cannot.
        package var refused: [(link: LinkReference, reason: String)] = []
    }

    private var lab: any CapturedLab
    private let wholes: [String]
    private var watches: [String: LinkWatch] = [:]
    private let record: RecordWatch
    /// Of every node that is captured on, the namespace in which that began.
    private var namespaces: [String: UInt64] = [:]
    /// Those that are there now, each once, in the order of the places.
    package private(set) var links: [LinkReference] = []

    /// - Throws: the lab's error for what is not there
    package init(_ places: [Place], in lab: any CapturedLab) throws {
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
    package var descriptors: [Int32] { [record.number] + watches.values.map(\.number) }

    /// Whether there may be links again when there is none left.
    package var mayGrow: Bool { !wholes.isEmpty }

    /// Brings a capture to what there is now.
    ///
    /// - Parameter nodes: in which a link was lost, whatever the kernel has told else
    package mutating func follow(with capture: LiveCapture, after nodes: [String] = []) throws -> Change {
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
        guard let now = lab.current else { return [] }
        let present = Set(now.nodes)
        lab = now
        var anew: Set<String> = []
        for (node, inode) in namespaces {
            let current = !present.contains(node) ? nil : try now.namespace(of: node).inode()
            guard current != inode else { continue }
            watches[node] = nil
            namespaces[node] = nil
            capture.drop(node)
        }
        for node in wholes where watches[node] == nil && present.contains(node) {
            let watch = try LinkWatch(node, in: now)
            (watches[node], namespaces[node]) = (watch, watch.inode)
            anew.insert(node)
        }
        return anew
    }
}
