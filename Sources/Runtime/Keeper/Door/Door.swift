/// Where a lab's keeper is spoken to. What is asked is answered one after the other, in the order in which it comes.
///
/// A proof takes as long as its probes take, on a thread of its own; whatever else needs the network waits for its end:
/// what is proved is a stage that stands. What only tells of the lab does not wait, nor does the lab's end.
final class Door {
    private let socket: ControlSocket
    private let lab: any KeptLab
    private var waiting: [(request: ControlRequest, caller: ControlConnection)] = []
    private var work: LongWork?

    init(_ lab: any KeptLab, listeningAt path: String) throws {
        self.lab = lab
        socket = try ControlSocket(listeningAt: path)
    }

    /// Readable when ``attend(_:)`` has something to do; the first is that somebody wants to speak.
    var descriptors: [Int32] { [socket.number] + (work.map { [$0.end] } ?? []) }

    /// Whose hanging up is to be noticed, too.
    var caller: Int32? { work.flatMap { $0.isCancelled ? nil : $0.caller.number } }

    /// Whether nobody uses the network.
    var isIdle: Bool { work == nil }

    /// - Parameter isCalled: whether somebody wants to speak
    func attend(isCalled: Bool) {
        if isCalled, let caller = socket.accept() { admit(caller) }
        if let work, work.caller.isHungUp { work.cancel() }
        if let work, work.isOver { self.work = nil }
        while work == nil, !waiting.isEmpty {
            let (request, caller) = waiting.removeFirst()
            if caller.isHungUp { continue }
            guard let body = lab.answer(request, to: caller) else { continue }
            do { work = try LongWork(for: caller, body) } catch { caller.fail(ControlFailure(error)) }
        }
    }

    /// Ends what goes on: the lab is about to end.
    func close() { work?.end(within: .seconds(1)) }

    private func admit(_ caller: ControlConnection) {
        let request: ControlRequest
        do { request = try caller.request() } catch is DecodingError {
            let words = "the keeper does not know this question: another version of Warren has brought the lab up"
            return caller.fail(ControlFailure(.machine, "warren: " + words))
        } catch {
            // Nobody is there any more, or says anything.
            return
        }
        if case .describe = request {
            if !caller.isHungUp { _ = lab.answer(request, to: caller) }
            return
        }
        if work != nil { try? caller.send(ControlMessage<Never, Never>.waiting) }
        waiting.append((request, caller))
    }
}
