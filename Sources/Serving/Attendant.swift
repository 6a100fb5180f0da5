/// Something that a ``ServiceLoop`` waits for. The loop's thread alone touches it.
protocol Attendant: AnyObject {
    var descriptor: Int32 { get }
    /// What to wait for now, as poll(2) has it; 0: nothing but the deadline.
    var events: Int16 { get }
    /// When to attend to it even if nothing happens; `nil`: never.
    var deadline: ContinuousClock.Instant? { get }
    /// Does what can be done without waiting.
    ///
    /// - Parameter events: what poll(2) told; 0 when the deadline has passed
    func attend(_ events: Int16, _ attendance: Attendance)
}

/// All that a loop waits for, and what its servers have seen.
final class Attendance {
    /// Who has come to a server.
    private let visitors: Visitors
    private(set) var members: [ObjectIdentifier: any Attendant] = [:]
    /// For each listener its connections, so that they end with it.
    private var connections: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]
    private var owners: [ObjectIdentifier: ObjectIdentifier] = [:]

    init(visitors: Visitors) { self.visitors = visitors }

    /// How many connections all servers of a lab have together, at most: each takes a descriptor and up to
    /// a page of memory. Who comes then waits in the kernel's queue.
    static let mostConnections = 512
    var isFull: Bool { owners.count >= Self.mostConnections }

    func add(_ member: any Attendant, of owner: (any Attendant)? = nil) {
        let id = ObjectIdentifier(member)
        members[id] = member
        guard let owner = owner.map({ ObjectIdentifier($0) }) else { return }
        owners[id] = owner
        connections[owner, default: []].insert(id)
    }

    /// Forgets the member, and with a listener its connections. With the last reference its descriptor is closed.
    func remove(_ member: any Attendant) {
        let id = ObjectIdentifier(member)
        members[id] = nil
        if let owner = owners.removeValue(forKey: id) { connections[owner]?.remove(id) }
        for connection in connections.removeValue(forKey: id) ?? [] {
            members[connection] = nil
            owners[connection] = nil
        }
    }

    func note(_ visitor: Visitors.Visitor) { visitors.add(visitor) }
}
