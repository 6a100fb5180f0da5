import Glibc
import Warren

/// A link on which packets can be taken, as it is now: one that is removed and made anew under its old name is
/// another place.
///
/// The namespace is known by a descriptor, whoever opened it: it may be one of this process's own network, or of a
/// lab that another process holds.
struct CapturePlace: Sendable {
    let link: LinkReference
    let index: Int32
    let namespace: Descriptor
}

extension CapturePlace: Hashable {
    static func == (a: CapturePlace, b: CapturePlace) -> Bool { a.link == b.link && a.index == b.index }

    func hash(into hasher: inout Hasher) {
        hasher.combine(link)
        hasher.combine(index)
    }
}

extension Network {
    /// Where the packets of links pass.
    func capturePlaces(of links: [LinkReference]) throws -> [CapturePlace] {
        try links.map { link in
            guard let node = nodes[link.node], let index = node.indexes[link.link] else {
                throw CaptureHandle.Failure(link: link, reason: "there is no such link")
            }
            return CapturePlace(link: link, index: index, namespace: node.namespace.descriptor)
        }
    }
}
