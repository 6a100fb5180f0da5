/// A kernel that was fetched, as its directory in the cache describes it.
package struct CachedKernel: Sendable, Codable, Hashable {
    package var kernel: GuestKernel
    /// The package that was asked for, such as `linux-image-cloud-amd64`.
    package var asked: String
    /// The packages that it is from, each with its version, such as `linux-image-6.1.0-50-cloud-amd64 6.1.190-1`.
    package var packages: [String]
    /// The SHA-256 of each package, in hexadecimal digits, as the distribution has signed for it.
    package var hashes: [String]
    /// When it was fetched, in seconds since 1970.
    package var fetched: Int

    package init(kernel: GuestKernel, asked: String, packages: [String], hashes: [String], fetched: Int) {
        self.kernel = kernel
        self.asked = asked
        self.packages = packages
        self.hashes = hashes
        self.fetched = fetched
    }
}
