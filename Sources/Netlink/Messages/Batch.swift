/// Many requests for one namespace, encoded into one buffer, to be sent at once.
///
/// The results are per request, in the order of the requests, even where a request takes several messages.
/// The kernel carries out every message, whatever became of those before.
package struct Batch: Sendable {
    private(set) var writer = MessageWriter()
    /// The number of each request's first message.
    private var firstMessages: [Int] = []

    package init() {}

    /// How many requests there are.
    package var count: Int { firstMessages.count }
    package var isEmpty: Bool { firstMessages.isEmpty }
    /// The encoded messages.
    package var bytes: [UInt8] { writer.bytes }

    /// Appends one request: the messages that `encode` writes. If `encode` throws, the batch is as before.
    package mutating func append<Failure: Error>(
        _ encode: (inout MessageWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let first = writer.starts.count
        do throws(Failure) {
            try encode(&writer)
        } catch {
            writer.forget(from: first)
            throw error
        }
        firstMessages.append(first)
    }

    /// Appends every request of another batch.
    package mutating func append(contentsOf other: Batch) {
        let base = writer.starts.count
        writer.append(other.writer)
        firstMessages += other.firstMessages.lazy.map { base + $0 }
    }

    /// Gives every message this type.
    mutating func setType(_ type: UInt16) { writer.setType(type) }

    /// Makes room for so many more requests.
    package mutating func reserveCapacity(_ requests: Int) {
        writer.reserve(writer.starts.count + requests)
        firstMessages.reserveCapacity(count + requests)
    }

    /// The request that a message belongs to: the last whose first message is not behind it.
    func request(ofMessage message: Int) -> Int {
        var low = 0
        var high = firstMessages.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstMessages[middle] <= message { low = middle } else { high = middle }
        }
        return low
    }
}
