import Netlink

/// Lists of values, one for each kind of kernel object.
///
/// A list is as fast to change as an array: it is not copied by being in here.
package struct ObjectLists: Sendable, Hashable {
    private var lists: [ObjectIdentifier: any ObjectList] = [:]

    package init() {}

    /// The objects of a kind, in the order in which they are made.
    package subscript<Object: KernelObject>(_ kind: Object.Type) -> [Declared<Object>] {
        get { (lists[ObjectIdentifier(kind)] as? TypedList<Object>)?.items ?? [] }
        _modify {
            let key = ObjectIdentifier(kind)
            var list = lists.removeValue(forKey: key) as? TypedList<Object> ?? TypedList(items: [])
            defer { if !list.items.isEmpty { lists[key] = list } }
            yield &list.items
        }
    }

    package static func == (one: ObjectLists, other: ObjectLists) -> Bool {
        one.lists.count == other.lists.count
            && one.lists.allSatisfy { key, list in other.lists[key].map { list.isEqual(to: $0) } ?? false }
    }

    /// Whether the objects are the same, wherever and for whatever reason they were declared.
    func isAlike(_ other: ObjectLists) -> Bool {
        lists.count == other.lists.count
            && lists.allSatisfy { key, list in other.lists[key].map { list.isAlike($0) } ?? false }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(lists.count)
        // In no order: a dictionary has none.
        var sum = 0
        for list in lists.values { sum ^= list.hashValue }
        hasher.combine(sum)
    }
}

private protocol ObjectList: Sendable, Hashable {
    func isAlike(_ other: any ObjectList) -> Bool
}

extension ObjectList {
    func isEqual(to other: any ObjectList) -> Bool { (other as? Self) == self }
}

private struct TypedList<Object: KernelObject>: ObjectList {
    var items: [Declared<Object>]

    func isAlike(_ other: any ObjectList) -> Bool { (other as? Self)?.items.isAlike(items) ?? false }
}
