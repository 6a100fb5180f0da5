import Namespaces
import Warren

/// A lab that another process holds, as a capture sees it: it may change meanwhile, and end.
package protocol CapturedLab: Sendable {
    /// The nodes' names.
    var nodes: [String] { get }
    /// In which the lab's record is replaced whenever the lab has changed.
    var directory: String { get }
    /// The lab as it is now; `nil` once it has ended.
    var current: (any CapturedLab)? { get }

    /// Opens a node's namespace.
    func namespace(of node: String) throws -> Descriptor
    /// Those links of a node on which something can pass: all that are up, but lo.
    func capturableLinks(of node: String) throws -> [LinkReference]
    /// - Throws: an error for a link that is not there
    func capturePlace(of link: LinkReference) throws -> CapturePlace
}
