import Testing
import VirtualMachine

@Test("A kernel is named by its image, its modules and its release")
func kernelHasThreeParts() {
    let kernel = GuestKernel(image: "/boot/vmlinuz-6.1", modules: "/lib/modules/6.1", release: "6.1")
    #expect(kernel.release == "6.1")
}
