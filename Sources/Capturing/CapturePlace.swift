import Glibc
import Namespaces
import Warren

/// A link on which packets can be taken, as it is now: one that is removed and made anew under its old name is
/// another place.
///
/// The namespace is known by a descriptor, whoever opened it: it may be one of this process's own network, or of a
/// lab that another process holds.
package struct CapturePlace: Sendable {
    package let link: LinkReference
    package let index: Int32
    package let namespace: Descriptor

    package init(link: LinkReference, index: Int32, namespace: Descriptor) {
        (self.link, self.index, self.namespace) = (link, index, namespace)
    }
}

extension CapturePlace: Hashable {
    package static func == (a: CapturePlace, b: CapturePlace) -> Bool { a.link == b.link && a.index == b.index }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(link)
        hasher.combine(index)
    }
}
