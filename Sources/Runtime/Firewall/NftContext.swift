import CNftables
import Glibc

/// libnftables in the namespace of the calling thread, where it opens its netlink socket when it first needs it.
///
/// Made, used and let go of on one throwaway thread within a node. That costs 0.1 ms, and a ruleset 0.5 ms.
final class NftContext {
    private let context: OpaquePointer

    /// What nft refused, in its own words: the first line of its message.
    struct Refusal: Error, CustomStringConvertible {
        var description: String

        /// libnftables tells in words alone what the kernel said. A kernel that lacks an expression, or nftables
        /// altogether, says that there is no such file or that it is not supported.
        var errno: Int32 {
            if description.hasSuffix("not supported") || description.hasSuffix("No such file or directory") { return EOPNOTSUPP }
            return description.hasSuffix("Operation not permitted") ? EPERM : EINVAL
        }
    }

    init() throws {
        guard let context = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else { throw SystemError("nft_ctx_new", "opening libnftables") }
        self.context = context
        // Without buffers it would print.
        guard nft_ctx_buffer_output(context) == 0, nft_ctx_buffer_error(context) == 0 else {
            nft_ctx_free(context)
            throw SystemError("nft_ctx_buffer_output", errno: ENOMEM)
        }
    }

    deinit { nft_ctx_free(context) }

    /// Runs statements as one transaction: all of them, or none.
    func run(_ statements: String) throws {
        guard nft_run_cmd_from_buffer(context, statements) == 0 else { throw Refusal(description: message) }
    }

    /// The table as nft lists it, without what changes by itself; `nil`: there is none.
    func table(_ name: String) throws -> TableListing? {
        nft_ctx_output_set_flags(context, UInt32(NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_STATELESS))
        defer { nft_ctx_output_set_flags(context, 0) }
        guard nft_run_cmd_from_buffer(context, "list table \(name)\n") == 0 else {
            if message.hasSuffix("No such file or directory") { return nil }
            throw Refusal(description: message)
        }
        return try TableListing(json: nft_ctx_get_output_buffer(context).map { String(cString: $0) } ?? "")
    }

    /// Every table of the namespace, with its counters: `nft -j list ruleset` and `nft list ruleset`.
    func ruleset() throws -> (json: String, text: String) {
        nft_ctx_output_set_flags(context, UInt32(NFT_CTX_OUTPUT_JSON))
        let json = try list("list ruleset")
        nft_ctx_output_set_flags(context, 0)
        return (json, try list("list ruleset"))
    }

    private func list(_ command: String) throws -> String {
        guard nft_run_cmd_from_buffer(context, command + "\n") == 0 else { throw Refusal(description: message) }
        return nft_ctx_get_output_buffer(context).map { String(cString: $0) } ?? ""
    }

    /// `Error: Could not process rule: Operation not supported` less its first word. The lines that follow quote
    /// the statement, which the reader sees anyway.
    private var message: String {
        let text = nft_ctx_get_error_buffer(context).map { String(cString: $0) } ?? ""
        let line = text.prefix { $0 != "\n" }
        return line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line.isEmpty ? "nft gave no reason" : String(line)
    }
}
