import Testing

@testable import VirtualMachine

@Suite("The modules that a guest has")
struct ModuleSelectionTests {
    @Test("what networks are made of, with all that it needs and wherever that stands")
    func selected() {
        let list = """
            kernel/net/ipv4/ipip.ko.xz: kernel/net/ipv4/ip_tunnel.ko.xz kernel/odd/needed.ko.xz
            kernel/net/ipv4/ip_tunnel.ko.xz:
            kernel/odd/needed.ko.xz: kernel/odd/deeper.ko.xz
            kernel/odd/deeper.ko.xz:
            kernel/odd/other.ko.xz:
            kernel/drivers/net/dummy.ko.xz:
            kernel/drivers/net/vxlan/vxlan.ko.xz:
            kernel/drivers/net/ethernet/intel/e1000.ko.xz:
            kernel/drivers/char/virtio_console.ko:
            kernel/drivers/gpu/drm/virtio_console_like.ko:
            kernel/net/bluetooth/bluetooth.ko.xz:
            kernel/fs/xfs/xfs.ko.xz:

            """
        #expect(
            ModuleSelection(dependencies: list).files == [
                "kernel/drivers/char/virtio_console.ko", "kernel/drivers/net/dummy.ko.xz", "kernel/drivers/net/vxlan/vxlan.ko.xz",
                "kernel/net/ipv4/ip_tunnel.ko.xz", "kernel/net/ipv4/ipip.ko.xz", "kernel/odd/deeper.ko.xz", "kernel/odd/needed.ko.xz",
            ])
    }

    @Test("a list that is none, or needs itself, ends", arguments: ["", "\n\n", "no colon", "kernel/net/a.ko: kernel/net/a.ko", ":", "kernel/net/a.ko:: :"])
    func odd(_ list: String) { #expect(ModuleSelection(dependencies: list).files.count <= 3) }
}
