import Netlink
import Warren

/// An ``Expect`` whose entries have addresses in place of names.
public struct TableCheck: Sendable, Hashable {
    /// What an object of the node must be like.
    public struct Entry: Sendable, Hashable {
        /// As it is to be; what is `nil` in it is not compared.
        package var object: NodeObject
        /// The names of further fields that are not compared.
        package var open: Set<String>

        package init(_ object: some KernelObject, leavingOpen open: Set<String> = []) {
            self.object = NodeObject(object)
            self.open = open
        }
    }

    public struct Line: Sendable, Hashable {
        public var entry: Entry
        public var source: SourceLocation
    }

    public var node: String
    public var presence: Expect.Presence
    public var deadline: Duration
    public var lines: [Line]
    public var source: SourceLocation
}

extension TableCheck.Entry: CustomStringConvertible {
    /// As its tool shows such an object, with the noun in front.
    public var description: String { object.value.line(leavingOpen: open) }
}
