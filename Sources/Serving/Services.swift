import Namespaces
import Planning

/// The servers and programs of a network's nodes. One thread looks after all of them, and is there as long as
/// there is any.
///
/// Used by one thread at a time, as the network is.
package final class Services {
    /// Where a server's attendant is found on the loop's thread. Written and read there alone.
    private final class Place: @unchecked Sendable {
        var attendant: (any Attendant)?
    }

    private var loop: ServiceLoop?
    private var standing: [String: [PlannedServer: Place]] = [:]
    var processes: [String: [NodeProcess]] = [:]
    /// Programs that probes have started.
    var commands: [String: [NodeProcess]] = [:]
    /// What programs see as /etc/hosts.
    package var names = NamesSeen()
    /// Where what programs print is kept; `nil`: nowhere but in memory.
    package var logDirectory: String?

    package init() {}

    deinit {
        for process in Array(processes.values.joined()) + commands.values.joined() { process.end() }
        loop?.stop()
    }

    /// The loop, which is begun if there is none.
    func enterLoop() throws -> ServiceLoop {
        let loop = try loop ?? ServiceLoop()
        self.loop = loop
        return loop
    }

    /// Ends the loop if nothing is left to look after.
    func leaveLoop() {
        guard standing.values.allSatisfy(\.isEmpty), processes.values.allSatisfy(\.isEmpty), commands.values.allSatisfy(\.isEmpty) else { return }
        loop?.stop()
        loop = nil
    }

    /// Opens the server's socket in the node and answers on it from now on.
    package func serve(_ server: PlannedServer, on node: String, in namespace: NetworkNamespace) throws {
        let socket = try namespace.run { try ServerSocket.open(server) }
        let loop = try enterLoop()
        let place = Place()
        let name = "\(server) of \(node)"
        loop.perform { attendance in
            let attendant: any Attendant =
                server.transport == .tcp ? Listener(socket, server, name: name) : DatagramServer(socket, server, name: name)
            place.attendant = attendant
            attendance.add(attendant)
        }
        standing[node, default: [:]][server] = place
    }

    /// Closes the server and its connections.
    package func stop(_ server: PlannedServer, on node: String) {
        guard let place = standing[node]?.removeValue(forKey: server) else { return }
        close([place])
    }

    /// Ends all programs of a node and closes all its servers: they would hold its namespace.
    package func stopAll(on node: String) {
        endAll(on: node)
        defer { leaveLoop() }
        guard let places = standing.removeValue(forKey: node), !places.isEmpty else { return }
        close(Array(places.values))
    }

    private func close(_ places: [Place]) {
        loop?.perform { attendance in
            for place in places {
                if let attendant = place.attendant { attendance.remove(attendant) }
                place.attendant = nil
            }
        }
        leaveLoop()
    }

    package func running(on node: String) -> [PlannedServer] {
        (standing[node].map { Array($0.keys) } ?? []).sorted { ($0.transport.rawValue, $0.port) < ($1.transport.rawValue, $1.port) }
    }

    /// Who has come since the last call.
    package func takeVisitors() -> [Visitors.Visitor] { loop?.visitors.take() ?? [] }
}
