import Netlink

/// Objects of one kind, found by what tells them apart: so that who depends on one does not go through all.
struct ObjectIndex<Object: KernelObject>: Sendable {
    private(set) var objects: Set<Object> = []
    private var byIdentity: [Object.Identity: [Object]] = [:]

    init() {}
    init(_ objects: some Sequence<Object>) { for object in objects { insert(object) } }

    mutating func insert(_ object: Object) {
        if objects.insert(object).inserted { byIdentity[object.identity, default: []].append(object) }
    }

    subscript(identity: Object.Identity) -> [Object] { byIdentity[identity] ?? [] }
}
