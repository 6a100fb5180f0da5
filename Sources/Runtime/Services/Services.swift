import Planning

/// The servers of a network. They run on one thread, which is there as long as there is a server.
///
/// Used by one thread at a time, as the network is.
final class Services {
    /// Where a server's attendant is found on the loop's thread. Written and read there alone.
    private final class Place: @unchecked Sendable {
        var attendant: (any Attendant)?
    }

    private var loop: ServiceLoop?
    private var standing: [String: [PlannedServer: Place]] = [:]

    deinit { loop?.stop() }

    /// Opens the server's socket in the node and answers on it from now on.
    func serve(_ server: PlannedServer, on node: String, in namespace: Namespace) throws {
        let socket = try namespace.run { try ServerSocket.open(server) }
        let loop = try loop ?? ServiceLoop()
        self.loop = loop
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
    func stop(_ server: PlannedServer, on node: String) {
        guard let place = standing[node]?.removeValue(forKey: server) else { return }
        close([place])
    }

    /// Closes all servers of a node, whose namespace they would hold.
    func stopAll(on node: String) {
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
        if standing.values.allSatisfy(\.isEmpty) {
            loop?.stop()
            loop = nil
        }
    }

    func running(on node: String) -> [PlannedServer] {
        (standing[node].map { Array($0.keys) } ?? []).sorted { ($0.transport.rawValue, $0.port) < ($1.transport.rawValue, $1.port) }
    }

    /// Who has come since the last call.
    func takeVisitors() -> [Visitors.Visitor] { loop?.visitors.take() ?? [] }
}
