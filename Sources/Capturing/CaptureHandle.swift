import CPcap
import Glibc
import Packets
import Warren

/// A capture on one link: libpcap's handle, opened within the link's namespace.
///
/// Unchecked, because libpcap's handle is a pointer: the thread of the ``Capture`` that owns it is the only one
/// to read from it, and closing waits until that thread has let go. Counting drops takes no part in either.
package final class CaptureHandle: @unchecked Sendable {
    /// Why libpcap could not open or read a capture, in its own words.
    package struct Failure: Error, CustomStringConvertible {
        package var link: LinkReference
        package var reason: String
        /// Whether it is the filter that libpcap does not understand.
        var isWrongFilter = false
        package init(link: LinkReference, reason: String, isWrongFilter: Bool = false) {
            (self.link, self.reason, self.isWrongFilter) = (link, reason, isWrongFilter)
        }

        package var description: String { "cannot capture on \(link): \(reason)" }
    }

    let link: LinkReference
    let linkType: LinkType
    /// Readable when packets are there.
    let descriptor: Int32
    private let handle: OpaquePointer

    /// Opens a capture on a link. Packets are taken from the moment that this returns.
    ///
    /// Must run in the link's namespace; used from anywhere afterwards.
    ///
    /// - Parameters:
    ///   - filter: which packets, as pcap-filter(7) has it; empty: all. The kernel sorts them out.
    init(_ link: LinkReference, filter: String = "", size: CaptureSize) throws(Failure) {
        if let absence = Libpcap.absence { throw Failure(link: link, reason: absence) }
        var words = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create(link.link, &words) else {
            throw Failure(link: link, reason: words.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" })
        }
        func fail(_ status: Int32) -> Failure {
            let reason = String(cString: pcap_geterr(handle))
            let words = reason.isEmpty ? String(cString: pcap_statustostr(status)) : reason
            pcap_close(handle)
            return Failure(link: link, reason: words)
        }
        pcap_set_snaplen(handle, size.snapLength)
        // Promiscuous mode would show nothing more on a veth, but changes the link for all to see.
        pcap_set_promisc(handle, 0)
        // Each packet is readable as soon as it is taken, rather than when a block of them is full.
        pcap_set_immediate_mode(handle, 1)
        pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
        pcap_set_buffer_size(handle, size.bufferSize)
        let status = pcap_activate(handle)
        guard status >= 0 else { throw fail(status) }
        guard pcap_setnonblock(handle, 1, &words) == 0 else { throw fail(-1) }
        let number = pcap_datalink(handle)
        // libpcap's own number for raw IP differs from the one that files carry.
        guard let linkType = number == DLT_RAW ? .raw : LinkType(rawValue: UInt16(clamping: number)) else {
            let name = pcap_datalink_val_to_name(number).map { String(cString: $0) } ?? "\(number)"
            pcap_close(handle)
            throw Failure(link: link, reason: "its packets are of the link type \(name), which Warren does not know")
        }
        if !filter.isEmpty {
            var program = bpf_program()
            guard pcap_compile(handle, &program, filter, 1, Self.unknownNetmask) == 0 else {
                var failure = fail(PCAP_ERROR)
                failure.isWrongFilter = true
                throw failure
            }
            let status = pcap_setfilter(handle, &program)
            pcap_freecode(&program)
            guard status == 0 else { throw fail(status) }
        }
        self.link = link
        self.linkType = linkType
        self.handle = handle
        descriptor = pcap_get_selectable_fd(handle)
    }

    /// `PCAP_NETMASK_UNKNOWN`: only "ip broadcast" would ask for the network's mask.
    private static let unknownNetmask: UInt32 = 0xffff_ffff

    /// Closes the capture, which waits for a grace period in the kernel. Nothing else may be called afterwards.
    func close() { pcap_close(handle) }

    /// Hands every packet that is there to `body`, and returns when none is left.
    ///
    /// A link that has been removed has no more packets, which is no error: a stage may remove it.
    ///
    /// - Parameter limit: how many packets at most, for those who must not be held by a link that is never quiet
    /// - Returns: why there will be no more, in libpcap's words; `nil` while more may come.
    @discardableResult
    func drain(limit: Int = .max, _ body: (Frame) -> Void) -> String? {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        var count = 0
        while count < limit {
            count += 1
            let status = pcap_next_ex(handle, &header, &bytes)
            guard status == 1 else { return status < 0 ? String(cString: pcap_geterr(handle)) : nil }
            guard let header = header?.pointee, let bytes else { continue }
            body(
                Frame(
                    bytes: Array(UnsafeBufferPointer(start: bytes, count: Int(header.caplen))),
                    originalLength: Int(header.len),
                    // The microseconds' field holds nanoseconds, as asked for.
                    timestamp: UInt64(header.ts.tv_sec) * 1_000_000_000 + UInt64(header.ts.tv_usec),
                    linkType: linkType))
        }
        return nil
    }

    /// Lets every packet that is there go by.
    func discard() {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        while pcap_next_ex(handle, &header, &bytes) == 1 {}
    }

    /// How many packets the kernel dropped because nobody took them in time.
    var drops: Int {
        var statistics = pcap_stat()
        return pcap_stats(handle, &statistics) == 0 ? Int(statistics.ps_drop) : 0
    }
}
