import CLinux
import Glibc

/// Namespaces in the making: threads of their own make one after the other, while whoever has asked for them goes on with
/// those that are there.
///
/// The kernel sets up namespaces side by side, and beside the links of others. Letting go of this waits for the threads, and
/// for no more namespaces than they have begun.
package final class NamespaceMaking {
    package struct Made: Sendable {
        package let namespace: NetworkNamespace
        /// What the settings were before they were written.
        package let former: [KernelSetting.Write]
    }

    let orders: Orders
    private let threads: [pthread_t]

    /// Of so many, one thread has made all in the time in which links would begin to be made: they are made in their order, and best
    /// waited for. So the order of what a small lab asks of the kernel is always the same, and what goes wrong once can be
    /// made to go wrong again.
    package static let few = 16

    /// Begins to make a namespace for each list, in their order; each one's settings are written while the thread that made
    /// it is in it.
    ///
    /// - Parameter sockets: how many of them, the first, may keep their sockets open
    package init(_ settings: [[KernelSetting.Write]], sockets: Int) throws {
        let orders = Orders(settings, sockets: sockets)
        let count = min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), settings.count / Self.few + 1, 8)
        var threads: [pthread_t] = []
        do {
            for _ in 0..<count { threads.append(try OwnThread.start { orders.fulfil() }) }
        } catch where !threads.isEmpty {
            // Fewer do it too.
        }
        self.orders = orders
        self.threads = threads
    }

    deinit {
        orders.cancel()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// The namespace for the list at this position, counted from 0, once it is there. To be taken once.
    package func take(_ position: Int) throws -> Made { try orders.take(position) }

    /// What is to be made, and what has been.
    final class Orders: Sendable {
        private struct Progress {
            /// The position whose turn it is.
            var next = 0
            var made: [Int: Result<Made, any Error>] = [:]
        }

        private let settings: [[KernelSetting.Write]]
        private let sockets: Int
        private let progress = Monitor(Progress())

        init(_ settings: [[KernelSetting.Write]], sockets: Int) {
            self.settings = settings
            self.sockets = sockets
        }

        func cancel() { progress.withLock { $0.next = settings.count } }

        func take(_ position: Int) throws -> Made {
            while true {
                if let result = progress.wait(for: { $0.made.removeValue(forKey: position) }) { return try result.get() }
            }
        }

        /// Makes namespaces until there is none left to make.
        func fulfil() {
            var files = SettingFiles.machine
            var count = 0
            while let position = begin() {
                if count % SettingFiles.fewNamespaces == 0, settings.count > SettingFiles.fewNamespaces { files = .own() }
                count += 1
                let result = Result<Made, any Error> {
                    let namespace = try NetworkNamespace(entering: (), keepsSocket: position < sockets)
                    return Made(namespace: namespace, former: try KernelSetting.apply(settings[position], by: files))
                }
                progress.withLock { $0.made[position] = result }
            }
        }

        private func begin() -> Int? {
            progress.withLock { progress in
                guard progress.next < settings.count else { return nil }
                defer { progress.next += 1 }
                return progress.next
            }
        }
    }
}
