import Capturing
import Firewalls

/// The libraries that are opened when something of them is first needed, and so stand in no list that the dynamic loader makes.
package enum OpenedLibrary {
    /// Where those lie that this machine has.
    package static func paths() -> [String] {
        [Libpcap.path, Nft.libraryPath].compactMap { $0 }
    }
}
