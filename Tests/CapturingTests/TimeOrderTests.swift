import Packets
import Testing
import Warren

@testable import Capturing

@Suite("Packets of several links are put into the order of time")
struct TimeOrderTests {
    private let left = LinkReference(node: "a", link: "left"), right = LinkReference(node: "a", link: "right")

    private func frame(_ time: UInt64, _ byte: UInt8 = 0) -> Frame { Frame(bytes: [byte], timestamp: time) }

    @Test("a packet is held until the window has passed, and goes in its place")
    func holding() {
        var order = TimeOrder(window: 10)
        order.add(right, frame(105))
        order.add(left, frame(101))
        #expect(order.nextRelease == 111)
        #expect(order.release(now: 110).isEmpty)
        order.add(left, frame(103))
        #expect(order.release(now: 114).map(\.frame.timestamp) == [101, 103])
        #expect(order.nextRelease == 115)
        #expect(order.releaseAll().map(\.link) == [right])
        #expect(order.nextRelease == nil)
    }

    @Test("packets of one moment keep the order in which they were taken")
    func stability() {
        var order = TimeOrder(window: 10)
        for byte in 0..<100 as Range<UInt8> { order.add(byte % 2 == 0 ? left : right, frame(5, byte)) }
        #expect(order.releaseAll().map { $0.frame.bytes[0] } == Array(0..<100))
    }

    @Test("without a window nothing is held, and the tap's own order stays")
    func single() {
        var order = TimeOrder(window: 0)
        order.add(left, frame(7))
        order.add(left, frame(6))
        #expect(order.release(now: 0).map(\.frame.timestamp) == [7, 6])
        #expect(order.nextRelease == nil)
    }

    @Test("packets that were stamped before the clock was set back are not held until it is that time again")
    func clockSetBack() {
        var order = TimeOrder(window: 10)
        let hour: UInt64 = 3600 * 1_000_000_000
        order.add(right, frame(hour + 2))
        order.add(left, frame(hour + 1))
        order.add(left, frame(90))
        #expect(order.release(now: 100).map(\.frame.timestamp) == [hour + 2, hour + 1, 90])
        #expect(order.nextRelease == nil)
    }
}
