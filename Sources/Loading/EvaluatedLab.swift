package import Warren

/// A lab as it came out of its file: JSON that need not have been read yet. Whoever only hands it on leaves that to the
/// one who gets it.
package struct EvaluatedLab: Sendable {
    /// What the user calls the file.
    package var path: String
    /// The lab as JSON, or an array that has it alone.
    package var document: [UInt8]
    /// Whether the document calls its files by the names that they were compiled under, to be replaced by ``path`` and
    /// those beside it.
    package var isCompiled: Bool
    /// As in ``LoadedLab``.
    package var notes = ""
    /// As in ``LoadedLab``.
    package var isFromCache = false
    /// The lab, if it had to be read already.
    var read: Lab?

    package init(path: String, document: [UInt8], isCompiled: Bool) {
        self.path = path
        self.document = document
        self.isCompiled = isCompiled
    }

    /// What the lab calls itself; of a document that is not one lab, what ``lab()`` says.
    package func name() throws(LoadingError) -> String {
        if let read { return read.name }
        if let names = LabDocument(bytes: document).names(), names.count == 1 { return names[0] }
        return try lab().name
    }

    /// Reads the lab.
    package func lab() throws(LoadingError) -> Lab {
        if let read { return read }
        let labs = try LabDocument(bytes: document).labs(path: path, isCompiled: isCompiled)
        // A file holds one lab: with two, a verb that names the file would not say which it means.
        guard let lab = labs.first else { throw LoadingError(path: path, problem: .noLab) }
        guard labs.count == 1 else { throw LoadingError(path: path, problem: .severalLabs(labs.map(\.source))) }
        return lab
    }
}
