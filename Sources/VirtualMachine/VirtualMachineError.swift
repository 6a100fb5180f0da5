/// Why labs cannot be run in a virtual machine here, and what helps.
package struct VirtualMachineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Such as `there is no kernel for virtual machines`.
    package var reason: String
    /// Such as `get one with: warren vm fetch`; empty where there is nothing to do.
    package var remedy: String

    package init(_ reason: String, remedy: String = "") {
        self.reason = reason
        self.remedy = remedy
    }

    package var description: String { remedy.isEmpty ? reason : "\(reason); \(remedy)" }
}
