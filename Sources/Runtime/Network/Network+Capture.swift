import Capturing
import Warren

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
