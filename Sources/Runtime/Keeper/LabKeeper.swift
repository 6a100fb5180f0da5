import CLinux
import Glibc
import Namespaces

/// Who keeps a running lab, `/run/warren/NAME/keeper.json`: as much of its ``LabRecord`` as it takes to end it. The rest is long
/// for a large lab, and to read it would take a good part of the time in which that ends.
package struct LabKeeper: Sendable, Hashable, Codable {
    /// As in ``LabRecord``.
    package var format: Int
    /// What the lab runs as.
    package var name: String
    /// The keeper's process.
    package var process: Int32
}

extension LabKeeper {
    /// A descriptor of the process, which is readable once that has ended; `nil` if there is none of its number.
    ///
    /// If the record is still the same afterwards, the process is the keeper: its number could not become another one's meanwhile.
    func descriptor() throws(SystemError) -> Descriptor? {
        let number = clinux_pidfd_open(process)
        if number < 0, errno == ESRCH { return nil }
        return try Descriptor(number, from: "pidfd_open", "the keeper of \(name)")
    }
}

/// What a keeper has written down of its lab.
protocol KeptRecord: Codable {
    /// The file's name in the lab's directory.
    static var file: String { get }
    /// The version of the file's form.
    var format: Int { get }
    var name: String { get }
}

extension LabKeeper: KeptRecord {
    static let file = "keeper.json"
}

extension LabRecord: KeptRecord {
    static let file = "lab.json"
}

extension LabRecord {
    /// Who keeps the lab.
    package var keeper: LabKeeper { LabKeeper(format: format, name: name, process: process) }
}
