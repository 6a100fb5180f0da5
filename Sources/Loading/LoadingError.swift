package import Warren

/// Why a lab file gave no lab.
package struct LoadingError: Error, Sendable, Hashable {
    /// The lab file, as the user typed it, or a file of a folder beside it.
    package var path: String
    package var problem: Problem

    package enum Problem: Sendable, Hashable {
        case fileNotFound
        /// A directory, a file without permission, too large a file, …
        case unreadable(reason: String)
        /// The file is not UTF-8; the line is that of the first offending byte.
        case notText(line: Int)
        /// There is no `swiftc`, or none where `$WARREN_SWIFTC` says.
        case compilerMissing(remedy: String)
        /// The module and the archive that labs are compiled against are in none of these directories.
        case libraryMissing(searched: [String], remedy: String)
        /// A module that the lab imports has no archive to be linked with: `missing`, a path.
        case moduleIsIncomplete(String, SourceLocation, missing: String)
        /// A folder imports itself by way of others, each of which imports the next: their names, and the import that closes the circle.
        case foldersInCircle([String], SourceLocation)
        /// What `swiftc` said, with the user's own paths.
        case compileFailed(diagnostics: String)
        case compileTimedOut(seconds: Double)
        /// A program could not be started, or nothing could be written where it has to work.
        case cannotEvaluate(reason: String)
        /// The lab ended by a signal or with a status other than 0.
        ///
        /// - `ending`: such as `signal 4 (Illegal instruction)`.
        /// - `place`: where its `fatalError` is, when that is in the lab file or in a folder beside it.
        /// - `message`: what its `fatalError` said.
        /// - `output`: the end of what it printed.
        case evaluationCrashed(ending: String, place: SourceLocation?, message: String?, output: String)
        case evaluationTimedOut(seconds: Double)
        /// The lab printed, or evaluates to, more than this many bytes.
        case tooMuchOutput(limit: Int)
        case noLab
        /// More than one lab in one file: where each of them is.
        case severalLabs([SourceLocation])
        /// Parameters that are declared wrongly or set to what they may not be, or that the lab does not have.
        case parameters([ParameterFault])
        /// Parameters of a portable lab are to be set, whose values were fixed when it was built.
        case parametersAreFixed([Parameter])
        /// A `.lab` file, or what a lab left, is not the JSON of a lab.
        case badDocument(reason: String)
        /// The task that loads was cancelled.
        case cancelled
    }

    package init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }
}
