import CNftChild
import CPcap

/// The libraries that are opened when something of them is first needed, and so stand in no list that the dynamic loader makes.
package enum OpenedLibrary {
    /// Where those lie that this machine has.
    package static func paths() -> [String] {
        [cpcap_open() == nil ? cpcap_path() : nil, cnft_open() == nil ? cnft_path() : nil].compactMap { $0.map { String(cString: $0) } }
    }
}
