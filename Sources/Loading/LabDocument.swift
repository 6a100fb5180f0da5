internal import FoundationEssentials
internal import Warren

/// Labs as JSON: a `.lab` file, which holds one, or what a compiled lab left, which is an array.
struct LabDocument {
    var bytes: [UInt8]

    /// - Parameters:
    ///   - path: What the user calls the file.
    ///   - isCompiled: Whether it calls files by the names that they were compiled under, to be replaced by the user's.
    ///     A `.lab` file keeps what it says: its lines are those of the Swift files that it was made from.
    func labs(path: String, isCompiled: Bool = false) throws(LoadingError) -> [Lab] {
        let decoder = JSONDecoder()
        decoder.userInfo[.sourceFiles] = SourceFiles { isCompiled ? LabFile.typed($0, path: path) : $0 }
        do {
            let data = Data(bytes)
            return isArray ? try decoder.decode([Lab].self, from: data) : [try decoder.decode(Lab.self, from: data)]
        } catch {
            throw LoadingError(path: path, problem: Self.problem(error))
        }
    }

    /// What the labs call themselves, if that can be told.
    func names() -> [String]? {
        struct Named: Decodable { var name: String }
        let decoder = JSONDecoder(), data = Data(bytes)
        return (try? isArray ? decoder.decode([Named].self, from: data) : [decoder.decode(Named.self, from: data)])?.map(\.name)
    }

    private var isArray: Bool { bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "[") }

    private static func problem(_ error: any Error) -> LoadingError.Problem {
        guard let error = error as? DecodingError else { return .badDocument(reason: "\(error)") }
        switch error {
        case .keyNotFound(let key, let context):
            return .badDocument(reason: "\(place(context.codingPath))no \"\(key.stringValue)\"")
        case .valueNotFound(_, let context):
            return .badDocument(reason: "\(place(context.codingPath))a value is missing")
        case .typeMismatch(let type, let context):
            return .badDocument(reason: "\(place(context.codingPath))expected \(type)")
        case .dataCorrupted(let context):
            return .badDocument(reason: place(context.codingPath) + context.debugDescription)
        @unknown default:
            return .badDocument(reason: "\(error)")
        }
    }

    /// `base[3].host: `, where in the document the trouble is.
    private static func place(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
        }
        return text.isEmpty ? "" : text + ": "
    }
}
