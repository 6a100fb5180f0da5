package import Warren

extension LabLoader {
    /// The labs in the bytes of a portable lab, for those who try it with bytes that nobody built.
    package static func labs(inDocument bytes: [UInt8]) throws(LoadingError) -> [Lab] {
        try LabDocument(bytes: bytes).labs(path: "fuzz.lab")
    }
}
