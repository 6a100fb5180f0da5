import CPcap

/// The library that takes packets, opened when it is first needed.
package enum Libpcap {
    /// Why it cannot be had, in the dynamic loader's words; `nil` if it can.
    package static var absence: String? { cpcap_open().map { String(cString: $0) } }

    /// Where it lies; `nil` on a machine that has none.
    package static var path: String? { cpcap_open() == nil ? cpcap_path().map { String(cString: $0) } : nil }
}
