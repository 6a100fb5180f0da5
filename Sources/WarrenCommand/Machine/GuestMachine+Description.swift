import Reporting
import VirtualMachine

extension GuestMachine {
    /// As results speak of it.
    var description: TestMachine { TestMachine(kernel: settings.kernel.release, accelerator: accelerator.title) }
}
