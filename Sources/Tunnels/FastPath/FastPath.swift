import Addresses
import CLinux
import Glibc
import Namespaces
import Netlink
import Synchronization

/// A way past the relay: programs in the kernel that put a busy tunnel's packets on the wire and take them off, so that no
/// process sees them. With it a tunnel is as fast as the kernel's own.
///
/// They see packets before and behind the host's firewall, where the kernel's ipip passes it. So while the host has tables of
/// nftables the gate is closed, and all packets go by the relay. So they do as long as a tunnel has not carried much: to attach
/// a program, the kernel holds the lock of all links for a grace period, which a lab of a few pings need not wait for.
///
/// Who may load programs into the kernel is root alone. For everybody else, and on kernels before Linux 6.6, there is no fast
/// path, and nothing but the speed is different.
final class FastPath: Sendable {
    private enum Phase {
        case waiting
        case engaging
        case engaged(Engaged)
        case impossible(SystemError)
        case ended
    }

    private struct Engaged {
        let memory: FastPathMemory
        /// What lets the programs see packets, until it is closed.
        let links: [Descriptor]
    }

    private struct State {
        var phase = Phase.waiting
        /// What the relay says.
        var isAllowed = false
        /// What the network says: a firewall of the lab's is there, or is about to be.
        var isHeld: Bool

        func settleGate() {
            if case .engaged(let engaged) = phase { engaged.memory.isOpen = isAllowed && !isHeld }
        }
    }

    /// ARPHRD_ETHER.
    private static let ethernet: UInt16 = 1

    private let state: Mutex<State>
    private let settings: RelaySettings
    private let device: TunDevice
    private let namespace: NetworkNamespace

    /// - Parameter isHeld: as ``hold(_:)``
    init(_ settings: RelaySettings, device: TunDevice, namespace: NetworkNamespace, isHeld: Bool) {
        (self.settings, self.device, self.namespace) = (settings, device, namespace)
        state = Mutex(State(isHeld: isHeld))
    }

    /// Keeps all packets on the relay's way, or no longer does. Returns when that is so.
    func hold(_ isHeld: Bool) {
        state.withLock { state in
            state.isHeld = isHeld
            state.settleGate()
        }
    }

    /// Whether packets may take the fast path, as far as the relay knows.
    func allow(_ isAllowed: Bool) {
        state.withLock { state in
            guard state.isAllowed != isAllowed else { return }
            state.isAllowed = isAllowed
            state.settleGate()
        }
    }

    /// Has the programs loaded, on a thread of its own. To be called once.
    func engage() {
        let isFirst = state.withLock { state in
            guard case .waiting = state.phase else { return false }
            state.phase = .engaging
            return true
        }
        guard isFirst else { return }
        do {
            pthread_detach(try OwnThread.start { self.settle() })
        } catch {
            state.withLock { $0.phase = .impossible(SystemError("pthread_create")) }
        }
    }

    /// Ends it. Packets take the relay's way from now on; the programs go a moment later.
    func end() {
        let ended = state.withLock { state -> Engaged? in
            defer { state.phase = .ended }
            guard case .engaged(let engaged) = state.phase else { return nil }
            engaged.memory.isOpen = false
            return engaged
        }
        // The kernel waits for a grace period when a program is detached; nobody else need.
        if let ended, let thread = try? OwnThread.start({ withExtendedLifetime(ended) {} }) { pthread_detach(thread) }
    }

    /// What it has carried.
    var statistics: RelayStatistics {
        state.withLock { if case .engaged(let engaged) = $0.phase { engaged.memory.statistics } else { RelayStatistics() } }
    }

    /// Why there is none, if that is settled.
    var obstacle: SystemError? {
        state.withLock { if case .impossible(let error) = $0.phase { error } else { nil } }
    }

    private func settle() {
        // Begun by the relay's thread, it would otherwise go by that one's name.
        clinux_name_thread("warren-fastpath")
        let made = Result { try OwnThread.entering(namespace.descriptor.number) { try make() } }
        state.withLock { state in
            guard case .engaging = state.phase else { return }
            switch made {
            case .success(let engaged): state.phase = .engaged(engaged)
            case .failure(let error):
                state.phase = .impossible(error as? SystemError ?? SystemError("netlink", errno: EIO, "\(error)"))
            }
            state.settleGate()
        }
    }

    /// What keeps every tunnel of this process from a fast path, tried with a program that does nothing in a namespace that lasts
    /// for the question only; `nil` if nothing does.
    static func obstacle() -> SystemError? {
        var code = BPFAssembly()
        code.end(TunnelPrograms.Answer.pass)
        let instructions = code.instructions
        do {
            let scratch = try NetworkNamespace.make()
            let link = try scratch.run {
                try BPFProgram(CLINUX_BPF_TRAFFIC_CONTROL, "warren_try", instructions).attach(to: 1, CLINUX_BPF_EGRESS)
            }
            return withExtendedLifetime(link) { nil }
        } catch {
            return error as? SystemError ?? SystemError("bpf", errno: EIO, "\(error)")
        }
    }

    /// In the tunnel's namespace.
    private func make() throws -> Engaged {
        let memory = try FastPathMemory()
        guard let programs = TunnelPrograms(settings, tunnel: device.index, memory: memory.number) else {
            throw SystemError("ipip", errno: EOPNOTSUPP, "a tunnel of this kind")
        }
        let socket = try NetlinkSocket()
        let links = try socket.links()
        let addresses = try socket.addresses(family: .ipv4, names: LinkTable(links))
        guard let entry = addresses.first(where: { $0.address.address == settings.localAddress }),
            let link = links.first(where: { $0.name == entry.link }), link.type == Self.ethernet
        else { throw SystemError("ipip", errno: EADDRNOTAVAIL, "the tunnel's local address, on a link that packets come in by") }
        let arriving = try BPFProgram(CLINUX_BPF_TRAFFIC_CONTROL, "warren_in", programs.decapsulation)
        let leaving = try BPFProgram(CLINUX_BPF_TRAFFIC_CONTROL, "warren_out", programs.encapsulation)
        let copies = try BPFProgram(CLINUX_BPF_SOCKET_FILTER, "warren_copies", TunnelPrograms.copies)
        try device.filter(by: copies)
        return Engaged(
            memory: memory,
            links: [
                try arriving.attach(to: link.index, CLINUX_BPF_INGRESS),
                try leaving.attach(to: device.index, CLINUX_BPF_EGRESS),
            ])
    }
}
