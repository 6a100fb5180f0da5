import CNetlink
import Glibc
import Testing

@testable import Netlink

@Suite("Dumps that go wrong, by a scripted transport")
struct ScriptedDumpTests {
    private typealias Message = ScriptedTransport.Message

    private static let both: ScriptedTransport.Arrival = .datagram([.link("lo", 1), .link("eth0", 2), .done])

    private func names(_ transport: ScriptedTransport) throws -> [String] { try NetlinkSocket(transport).links().map(\.name) }

    @Test func `a dump over several datagrams is put together`() throws {
        let transport = ScriptedTransport([.datagram([.link("lo", 1), .link("eth0", 2)]), .datagram([.link("eth1", 3)]), .datagram([.done])])
        #expect(try names(transport) == ["lo", "eth0", "eth1"])
        #expect(transport.sent.count == 1)
    }

    @Test func `one that is truncated is read to its end, and asked for again with more room`() throws {
        let transport = ScriptedTransport([.datagram([.link("lo", 1)]), .long(70_000), .datagram([.link("eth1", 3), .done])], [Self.both])
        #expect(try names(transport) == ["lo", "eth0"])
        #expect(transport.sent.count == 2)
        #expect(transport.buffers == [65_536, 65_536, 65_536, 131_072])
        #expect(transport.sent[0][0].nlmsg_seq != transport.sent[1][0].nlmsg_seq)
    }

    @Test func `one whose end is in what is lost is asked for again at once`() throws {
        for arrival in [ScriptedTransport.Arrival.long(70_000), .failure(ENOBUFS)] {
            let transport = ScriptedTransport([.datagram([.link("lo", 1)]), arrival], [Self.both])
            #expect(try names(transport) == ["lo", "eth0"], "\(arrival)")
            #expect(transport.waits == 0, "\(arrival)")
        }
    }

    @Test func `one during which something changed is read to its end, and asked for again`() throws {
        let transport = ScriptedTransport(
            [.datagram([.link("lo", 1), .link("gone", 2, flags: NLM_F_MULTI | Int32(NLM_F_DUMP_INTR))]), .datagram([.done])], [Self.both])
        #expect(try names(transport) == ["lo", "eth0"])
        #expect(transport.sent.count == 2)
    }

    @Test func `so is one of which only the end says that something changed`() throws {
        var end = Message.done
        end.flags |= Int32(NLM_F_DUMP_INTR)
        #expect(try names(ScriptedTransport([.datagram([.link("gone", 2), end])], [Self.both])) == ["lo", "eth0"])
    }

    @Test func `where there is no quiet moment for one, that is the error`() throws {
        let restless = Message.link("lo", 1, flags: NLM_F_MULTI | Int32(NLM_F_DUMP_INTR))
        let transport = ScriptedTransport(script: Array(repeating: [.datagram([restless, .done])], count: 20))
        let error = #expect(throws: NetlinkError.self) { try names(transport) }
        #expect(error?.errno == EINTR && error?.operation == "RTM_GETLINK")
        #expect(transport.sent.count == 16)
    }

    @Test func `one that overran is asked for again, and a socket that is told of changes says that it missed some`() throws {
        let transport = ScriptedTransport([.datagram([.link("lo", 1)]), .failure(ENOBUFS), .datagram([.done])], [Self.both])
        let socket = NetlinkSocket(transport, isSubscribed: true)
        #expect(try socket.links().map(\.name) == ["lo", "eth0"])
        #expect(try socket.receiveNotifications() == [.overrun])
        #expect(try socket.receiveNotifications() == [])
    }

    @Test func `messages of another port, of another sequence and from another sender are no part of it`() throws {
        var foreign = Message.link("foreign", 7), late = Message.link("late", 8), end = Message.done
        foreign.port = 4712
        late.answers = 9
        end.port = 4712
        let transport = ScriptedTransport([.datagram([foreign, late, end]), .datagram([.link("forged", 9), .done], sender: 99), Self.both])
        #expect(try names(transport) == ["lo", "eth0"])
        #expect(transport.sent.count == 1)
    }

    @Test func `what is nobody's answer is told afterwards to who has subscribed`() throws {
        var news = Message.link("new0", 5, flags: 0)
        news.port = 0
        let socket = NetlinkSocket(ScriptedTransport([.datagram([news]), Self.both]), isSubscribed: true)
        #expect(try socket.links().map(\.name) == ["lo", "eth0"])
        let told = try socket.receiveNotifications()
        #expect(told.count == 1 && told.allSatisfy { if case .link(.new, let link) = $0 { link.name == "new0" } else { false } })
    }

    @Test func `a refusal is thrown, also in the middle`() throws {
        for arrivals in [[ScriptedTransport.Arrival.datagram([.verdict(EPERM)])], [.datagram([.link("lo", 1)]), .datagram([.verdict(EPERM)])]] {
            let transport = ScriptedTransport(arrivals)
            let error = #expect(throws: NetlinkError.self) { try names(transport) }
            #expect(error?.errno == EPERM && error?.operation == "RTM_GETLINK")
        }
    }

    @Test func `an answer that is missing is an error`() throws {
        for arrivals in [[], [ScriptedTransport.Arrival.datagram([.link("lo", 1)])]] {
            let error = #expect(throws: NetlinkError.self) { try names(ScriptedTransport(arrivals)) }
            #expect(error?.errno == ETIMEDOUT && error?.message == "the kernel's answer is missing")
        }
    }

    @Test func `interrupted calls are made again`() throws {
        let transport = ScriptedTransport([.failure(EINTR)], [.failure(EINTR), Self.both])
        #expect(try names(transport) == ["lo", "eth0"])
        #expect(transport.sent.count == 1)
    }

    @Test func `what recvfrom says else is thrown`() throws {
        let error = #expect(throws: NetlinkError.self) { try names(ScriptedTransport([.failure(EBADF)])) }
        #expect(error?.errno == EBADF && error?.operation == "recvfrom")
    }
}
