extension LabLoader {
    /// The compiler that a lab file would be compiled with; `nil` if none is found.
    package var compilerPath: String? {
        try? SwiftCompiler.locate(environment: environment, path: "").path
    }
}
