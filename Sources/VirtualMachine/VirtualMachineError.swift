/// Why labs cannot be run in a virtual machine here, and what helps.
public struct VirtualMachineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Such as `there is no kernel for virtual machines`.
    public var reason: String
    /// Such as `get one with: warren vm fetch`; empty where there is nothing to do.
    public var remedy: String

    public init(_ reason: String, remedy: String = "") {
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String { remedy.isEmpty ? reason : "\(reason); \(remedy)" }
}
