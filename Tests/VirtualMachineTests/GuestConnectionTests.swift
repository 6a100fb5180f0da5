import CLinux
import Foundation
import Testing

@testable import Namespaces
@testable import VirtualMachine

@Suite("A program in the guest, as its host sees it")
struct GuestConnectionTests {
    /// A connection to an agent that works on this machine.
    private let connection: GuestConnection

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(clinux_socket_pair(&ends) == 0)
        connection = GuestConnection(Descriptor(owning: ends[0]))
        let agents = Descriptor(owning: ends[1])
        _ = fcntl(agents.number, F_SETFL, O_NONBLOCK)
        // It ends when the connection goes.
        pthread_detach(try OwnThread.start { try? GuestAgent(port: agents).run() })
    }

    /// The events until one satisfies the condition, or the last.
    private func events(until isLast: (GuestConnection.Event) -> Bool = { _ in false }) throws -> [GuestConnection.Event] {
        var found: [GuestConnection.Event] = []
        while true {
            var readiness = Readiness()
            readiness.add(connection.number)
            try readiness.wait(.seconds(20))
            try #require(readiness.canRead(connection.number), "nothing comes after \(found)")
            for event in try #require(try connection.receive()) {
                found.append(event)
                switch event {
                case .ended, .refused: return found
                default: if isLast(event) { return found }
                }
            }
        }
    }

    @Test("its output, its errors and its packets come apart, and last how it ended")
    func apart() throws {
        try connection.start(ProgramRequest(["sh", "-c", "echo out; echo bad >&2; echo packet >&3; exit 3"], writesPackets: true))
        var output: [UInt8] = [], errors: [UInt8] = [], packets: [UInt8] = [], end: ProgramEnd?
        for event in try events() {
            switch event {
            case .output(let bytes): output += bytes
            case .errors(let bytes): errors += bytes
            case .packets(let bytes): packets += bytes
            case .ended(let how): end = how
            default: break
            }
        }
        #expect([output, errors, packets].map { String(decoding: $0, as: UTF8.self) } == ["out\n", "bad\n", "packet\n"])
        #expect(end == .status(3) && end?.shellStatus == 3 && ProgramEnd.signal(SIGTERM).shellStatus == 143)
    }

    @Test("one that is not there is refused with the error's number")
    func refused() throws {
        try connection.start(ProgramRequest(["/nowhere/nonsense"]))
        guard case .refused(ENOENT)? = try events().last else { Issue.record("it was not refused"); return }
    }

    @Test("input takes of the room that there is for it, and what the program has read makes room again")
    func credit() throws {
        try connection.start(ProgramRequest(["sh", "-c", "read line; echo read; cat > /dev/null"]))
        let whole = connection.credit
        #expect(whole == Frame.window)
        try connection.send(input: Array("line\n".utf8) + Array(repeating: 0x61, count: 100_000))
        #expect(connection.credit == whole - 100_005)
        try connection.endInput()
        _ = try events()
        #expect(connection.credit == whole)
    }

    @Test("more output than a window comes, because what was taken makes room")
    func output() throws {
        try connection.start(ProgramRequest(["head", "-c", "1000000", "/dev/zero"]))
        let count = try events().reduce(0) { count, event in if case .output(let bytes) = event { count + bytes.count } else { count } }
        #expect(count == 1_000_000)
    }
}
