internal import CLinux
internal import Dispatch
internal import Glibc
internal import Namespaces
internal import Synchronization

/// A virtual machine in which labs run: QEMU, and a thread that speaks with the guest.
///
/// It ends with this process, however that ends, and with ``end()``.
package final class GuestMachine: Sendable {
    /// What is known of it by everybody.
    struct State {
        /// How long the guest's own start took, in nanoseconds; `nil` before it has spoken.
        var bootTime: Int64?
        var failure: MachineFailure?
        var isAskedToEnd = false
        var hasEnded = false
        /// New connections, for the thread to take over.
        var connections: [Descriptor] = []
        /// What the console's tail says of a program that was killed for want of memory.
        var killing: String?
        var accelerator: Accelerator
    }

    package let settings: MachineSettings
    private let state: Mutex<State>
    /// Tells the thread that there is something for it in the state.
    private let bell: Bell
    /// Tells everybody that the machine has ended; never silenced.
    private let ending: Bell
    private let isReady = DispatchSemaphore(value: 0)
    private let isOver = DispatchSemaphore(value: 0)

    /// Starts it, and returns before the guest is ready.
    ///
    /// - Throws: ``MachineFailure`` if there is no QEMU.
    package init(_ settings: MachineSettings, listening listener: MachineListener? = nil) throws {
        self.settings = settings
        state = Mutex(State(accelerator: settings.accelerator ?? .best))
        bell = try Bell()
        ending = try Bell()
        _ = try QEMU.find()
        pthread_detach(
            // QEMU dies with the thread that starts it, so this one lives as long as the machine.
            try OwnThread.start { [self] in
                clinux_name_thread("warren-machine")
                let failure = run(listener)
                state.withLock { state in
                    state.hasEnded = true
                    state.failure = failure
                    state.connections = []
                }
                ending.ring()
                isReady.signal()
                isOver.signal()
            })
    }

    /// Runs the machine to its end.
    private func run(_ listener: MachineListener?) -> MachineFailure? {
        let failure = Switchboard.failure { try Switchboard(self, listener).run() }
        // What has begun to use the machine is over with it; else nobody has seen anything of it.
        guard failure != nil, settings.accelerator == nil, accelerator == .kvm, bootTime == nil else { return failure }
        state.withLock { $0.accelerator = .tcg }
        return Switchboard.failure { try Switchboard(self, listener).run() }
    }

    /// Waits until the guest is ready.
    package func awaitReadiness() throws(MachineFailure) {
        isReady.wait()
        isReady.signal()
        if let failure { throw failure }
    }

    /// Waits so long for the guest to be ready, or for the machine to end.
    ///
    /// - Returns: whether there is more to wait for
    package func isBooting(after patience: Duration) -> Bool {
        guard isReady.wait(timeout: .now() + patience.milliseconds / 1000) == .success else { return true }
        isReady.signal()
        return false
    }

    /// A way to run one program in the guest. It may be used at once; what is sent waits for the guest to be ready.
    package func connect() throws -> GuestConnection {
        var ends: [Int32] = [0, 0]
        guard clinux_socket_pair(&ends) == 0 else { throw SystemError("socketpair") }
        let (own, thread) = (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
        let isTaken = state.withLock { state in
            guard !state.hasEnded, state.failure == nil else { return false }
            state.connections.append(thread)
            return true
        }
        guard isTaken else { throw failure ?? MachineFailure("the virtual machine has ended") }
        bell.ring()
        return GuestConnection(own)
    }

    /// Ends it, and returns when nothing of it is left.
    package func end() {
        state.withLock { $0.isAskedToEnd = true }
        bell.ring()
        isOver.wait()
        isOver.signal()
    }

    /// Readable once the machine has ended.
    package var ended: Int32 { ending.number }

    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Why it has ended, or is about to, if nobody asked it to.
    package var failure: MachineFailure? { state.withLock { $0.failure } }

    /// How long the guest's kernel ran before Warren spoke there; `nil` before that.
    package var bootTime: Duration? { state.withLock { $0.bootTime.map { .nanoseconds($0) } } }

    /// The kernel's own words on the last program that it has killed for want of memory.
    package var killing: String? { state.withLock { $0.killing } }

    /// Who carries out its instructions.
    package var accelerator: Accelerator { state.withLock { $0.accelerator } }

    /// `Linux 6.1.0-50-cloud-amd64, KVM`
    package var title: String { "Linux \(settings.kernel.release), \(accelerator.title)" }

    /// How long it may take until the guest speaks.
    var bootLimit: Duration {
        settings.accelerator == nil && accelerator == .kvm ? min(settings.bootLimit, MachineSettings.shortBootLimit) : settings.bootLimit
    }

    // MARK: For the thread

    var wakeUp: Int32 { bell.number }

    /// Whether somebody wants the machine to end. Takes back what woke the thread up.
    func isToEnd() -> Bool {
        bell.silence()
        return state.withLock { $0.isAskedToEnd }
    }

    /// The connections that were made since.
    func takeConnections() -> [Descriptor] {
        state.withLock { state in
            defer { state.connections = [] }
            return state.connections
        }
    }

    func isUp(after bootTime: Int64) {
        state.withLock { $0.bootTime = bootTime }
        isReady.signal()
    }

    /// Before anybody is told: who hears of it and asks for another program must not be let in to a machine that is about to end.
    func hasFailed(_ failure: MachineFailure) { state.withLock { $0.failure = failure } }

    func hasKilled(_ words: String) { state.withLock { $0.killing = words } }
}
