import Glibc
import Namespaces
import Synchronization
import Warren

/// Opening and closing a tap each wait for a grace period in the kernel, some 20 ms; many at once wait together.
extension CaptureHandle {
    /// Opens a handle at each place, within its namespace.
    static func open(
        _ places: some Collection<CapturePlace>, _ make: @escaping @Sendable (LinkReference) throws -> CaptureHandle
    ) throws -> [CapturePlace: CaptureHandle] {
        let results = Mutex<[CapturePlace: Result<CaptureHandle, any Error>]>([:])
        let threads = try places.map { place in
            try OwnThread.start {
                let result = Result { try OwnThread.entering(place.namespace.number) { try make(place.link) } }
                results.withLock { $0[place] = result }
            }
        }
        for thread in threads { pthread_join(thread, nil) }
        let opened = results.withLock { $0 }
        do {
            return try opened.mapValues { try $0.get() }
        } catch {
            for thread in try close(opened.values.compactMap { try? $0.get() }) { pthread_detach(thread) }
            throw error
        }
    }

    /// Begins to close the handles; each is closed when its thread has ended.
    static func close(_ handles: [CaptureHandle]) throws -> [pthread_t] {
        try handles.map { handle in try OwnThread.start { handle.close() } }
    }
}
