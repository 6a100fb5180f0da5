import FoundationEssentials
import Planning
import Warren

/// A lab as its file left it, which whoever gets it has yet to read.
package struct WrittenLab: Sendable, Codable, Equatable {
    /// What the user calls the file.
    package var file: String
    /// The lab as JSON, or an array that has it alone.
    package var document: Data
    /// Whether the document calls its files by the names that they were compiled under.
    package var isCompiled: Bool

    package init(file: String, document: Data, isCompiled: Bool) {
        self.file = file
        self.document = document
        self.isCompiled = isCompiled
    }
}

/// A lab as it was read, and planned.
package struct ReadLab: Sendable {
    /// With the values of its parameters.
    package var lab: Lab
    package var plan: Plan
    /// What it was read from.
    package var written: WrittenLab

    /// - Throws: ``ControlFailure``, for a lab that is wrong.
    package typealias Reader = @Sendable (WrittenLab) throws(ControlFailure) -> ReadLab

    package init(_ lab: Lab, _ plan: Plan, from written: WrittenLab) {
        self.lab = lab
        self.plan = plan
        self.written = written
    }
}
