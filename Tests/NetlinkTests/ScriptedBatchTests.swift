import CNetlink
import Glibc
import Testing

@testable import Netlink

@Suite("Batches and their answers, by a scripted transport")
struct ScriptedBatchTests {
    /// So many requests, each of one message.
    private func batch(_ count: Int) throws -> Batch {
        var batch = Batch()
        for index in 0..<count { try batch.changeLink(LinkChange(up: true), index: Int32(index + 1), names: NoNames()) }
        return batch
    }

    private func errors(_ transport: ScriptedTransport, _ count: Int) throws -> [Int32?] {
        try NetlinkSocket(transport).execute(batch(count)).map { $0?.errno }
    }

    @Test func `a refusal in the middle is that request's, and those around it are done`() throws {
        let transport = ScriptedTransport([.datagram([.verdict(EEXIST, of: 1)]), .datagram([.verdict(0, of: 2)])])
        #expect(try errors(transport, 3) == [nil, EEXIST, nil])
    }

    @Test func `the last request alone asks for an acknowledgement, which may be a refusal`() throws {
        let transport = ScriptedTransport([.datagram([.verdict(EPERM, of: 0), .verdict(EBUSY, of: 2)])])
        #expect(try errors(transport, 3) == [EPERM, nil, EBUSY])
        let flags = try #require(transport.sent.first).map { Int32($0.nlmsg_flags) & NLM_F_ACK != 0 }
        #expect(flags == [false, false, true])
    }

    @Test func `what is too long for one datagram goes in several, with sequence numbers that go on`() throws {
        let transport = ScriptedTransport(
            script: [[.datagram([.verdict(0, of: 1)])], [.datagram([.verdict(ENODEV, of: 1)])], [.datagram([.verdict(0, of: 0)])]],
            datagramMessages: 2)
        #expect(try errors(transport, 5) == [nil, nil, nil, ENODEV, nil])
        #expect(transport.sent.map(\.count) == [2, 2, 1])
        let first = try #require(transport.sent.first?.first).nlmsg_seq
        #expect(transport.sent.joined().map(\.nlmsg_seq) == (0..<5).map { first + $0 })
        #expect(transport.sent.map { Int32($0.last?.nlmsg_flags ?? 0) & NLM_F_ACK != 0 } == [true, true, true])
    }

    @Test func `a datagram has no more bytes than the socket takes`() throws {
        let one = try batch(1).bytes.count
        let transport = ScriptedTransport(
            script: [[.datagram([.verdict(0, of: 1)])], [.datagram([.verdict(0, of: 0)])]], datagramBytes: 2 * one)
        #expect(try errors(transport, 3) == [nil, nil, nil])
        #expect(transport.sent.map(\.count) == [2, 1])
    }

    @Test func `verdicts on what others asked, or from others, count for nothing`() throws {
        var foreign = ScriptedTransport.Message.verdict(EPERM)
        foreign.port = 99
        let transport = ScriptedTransport(
            [.datagram([foreign, .verdict(EPERM, of: 7)]), .datagram([.verdict(EPERM)], sender: 99), .datagram([.verdict(0)])])
        #expect(try errors(transport, 1) == [nil])
    }

    @Test func `when answers are lost, nobody says that all is done`() throws {
        let overrun = #expect(throws: NetlinkError.self) { try errors(ScriptedTransport([.failure(ENOBUFS), .datagram([.verdict(0)])]), 1) }
        #expect(overrun?.errno == ENOBUFS && overrun?.message == "the kernel's answers are lost")
        let missing = #expect(throws: NetlinkError.self) { try errors(ScriptedTransport([.datagram([.verdict(EEXIST, of: 0)])]), 2) }
        #expect(missing?.errno == ETIMEDOUT)
    }

    @Test func `a notification that is too long is lost, and no answer`() throws {
        let transport = ScriptedTransport([.long(1 << 20), .datagram([.verdict(0)])])
        let socket = NetlinkSocket(transport, isSubscribed: true)
        #expect(try socket.execute(batch(1)) == [nil])
        #expect(try socket.receiveNotifications() == [.overrun])
    }
}
