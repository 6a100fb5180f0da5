internal import Loading

/// What an image was made from, kept beside it.
struct ImageParts: Codable {
    /// To be raised when the same parts make another image.
    static let currentVersion = 1

    var version = Self.currentVersion
    /// The host's tools that were there: one that comes changes the image too.
    var tools: [String]
    var kernel: GuestKernel
    /// Every file of the host's that is in it.
    var files: [FileIdentity]
    /// The image's, in bytes.
    var size: Int64 = 0

    init(tools: [String], kernel: GuestKernel, files: [FileIdentity]) {
        self.tools = tools
        self.kernel = kernel
        self.files = files
    }

    /// Whether the image at the path is what would be made now.
    func areUnchanged(tools: [String], kernel: GuestKernel, image: String) -> Bool {
        version == Self.currentVersion && self.tools == tools && self.kernel == kernel && FileIdentity(image)?.size == size
            && files.allSatisfy { FileIdentity($0.path) == $0 }
    }
}
