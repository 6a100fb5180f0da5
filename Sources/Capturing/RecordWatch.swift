import Glibc
import Namespaces

/// Tells that a running lab's record has been written anew, as it is after each `apply`: inotify(7).
struct RecordWatch {
    private let descriptor: Descriptor

    /// - Parameter directory: the lab's; the record in it is replaced as a whole
    init(_ directory: String) throws(SystemError) {
        descriptor = try Descriptor(inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)), from: "inotify_init1")
        guard inotify_add_watch(descriptor.number, directory, UInt32(IN_MOVED_TO)) >= 0 else {
            throw SystemError("inotify_add_watch", directory)
        }
    }

    /// For `poll`.
    var number: Int32 { descriptor.number }

    /// Takes back what it has told so far.
    ///
    /// - Returns: whether it has told anything
    func silence() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var hasTold = false
        while read(descriptor.number, &buffer, buffer.count) > 0 { hasTold = true }
        return hasTold
    }
}
