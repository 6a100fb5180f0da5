import Netlink

/// A kernel object of any kind.
package struct NodeObject: Sendable, Hashable {
    package let value: any KernelObject

    package init(_ value: any KernelObject) { self.value = value }

    /// The object, if it is of the kind.
    package func `as`<Object: KernelObject>(_ kind: Object.Type) -> Object? { value as? Object }

    package static func == (one: NodeObject, other: NodeObject) -> Bool {
        func isEqual<Object: KernelObject>(_ object: Object) -> Bool { other.value as? Object == object }
        return isEqual(one.value)
    }

    package func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
