import Foundation
import Testing

@testable import VirtualMachine

@Suite("A machine that does not get as far as a guest", .enabled(if: (try? QEMU.find()) != nil, "needs QEMU"))
struct GuestMachineTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    /// A machine with this for a kernel, and a file that is no image.
    private func settings(_ kernel: [UInt8], memory: Int = 256, bootLimit: Duration = .seconds(60)) throws -> MachineSettings {
        let kernel = GuestKernel(image: try place.write("vmlinuz", kernel), modules: place.path, release: "6.9")
        return MachineSettings(kernel: kernel, image: try place.write("image", "x"), accelerator: .tcg, memory: memory, bootLimit: bootLimit)
    }

    private func expectClosed(_ connection: GuestConnection) throws {
        var readiness = Readiness()
        readiness.add(connection.number)
        try readiness.wait(.seconds(10))
        try #require(readiness.canRead(connection.number), "the connection is still open")
        #expect(try connection.receive() == nil)
    }

    /// A kernel for x86 that does nothing for ever: what stands at 0x200 is run first, in real mode.
    private static let silent: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 0x2000)
        bytes[0x1f1] = 4
        bytes.replaceSubrange(0x1fe..<0x206, with: [0x55, 0xaa, 0xeb, 0x7e] + Array("HdrS".utf8))
        bytes[0x207] = 2
        bytes.replaceSubrange(0x280..<0x284, with: [0xfa, 0xf4, 0xeb, 0xfd])  // cli, hlt, jmp to the hlt
        return bytes
    }()

    @Test("QEMU that cannot start it ends with its status and its own words, and whoever waits is told")
    func wrong() throws {
        let machine = try GuestMachine(settings(Array("no kernel".utf8)))
        let failure = #expect(throws: MachineFailure.self) { try machine.awaitReadiness() }
        #expect(failure?.reason == "the virtual machine (Linux 6.9, TCG): QEMU ended by status 1 before the guest was ready")
        #expect(failure?.console.isEmpty == false)
        machine.end()
        #expect(machine.hasEnded && machine.bootTime == nil)
        #expect(throws: MachineFailure.self) { try machine.connect() }
    }

    @Test("a guest that says nothing in time is ended, and the time is named")
    func silence() throws {
        let machine = try GuestMachine(settings(Self.silent, bootLimit: .seconds(3)))
        let connection = try machine.connect()
        let failure = #expect(throws: MachineFailure.self) { try machine.awaitReadiness() }
        #expect(failure?.reason == "the virtual machine (Linux 6.9, TCG) was not ready within 3 s")
        try expectClosed(connection)
    }

    @Test("one that is asked to end has not failed")
    func asked() throws {
        let machine = try GuestMachine(settings(Self.silent))
        let connection = try machine.connect()
        #expect(machine.isBooting(after: .zero))
        machine.end()
        #expect(machine.hasEnded && machine.failure == nil && !machine.isBooting(after: .zero))
        try expectClosed(connection)
    }

    @Test("memory that the image does not fit into twice is too little, and what would do is said")
    func memory() throws {
        var settings = try settings(Self.silent, memory: 387)
        let file = try #require(FileHandle(forWritingAtPath: settings.image))
        try file.truncate(atOffset: 130 << 20)
        try file.close()
        let failure = #expect(throws: MachineFailure.self) { try GuestMachine(settings).awaitReadiness() }
        #expect(failure?.reason.contains("387 MiB are too little memory") == true && failure?.reason.hasSuffix("at least --memory 388") == true)
        settings.memory = 388
        let machine = try GuestMachine(settings)
        #expect(machine.isBooting(after: .milliseconds(200)))
        machine.end()
    }

    @Test("KVM that may turn out not to work is given less time, where nobody has chosen it")
    func limits() throws {
        for accelerator in [Accelerator.tcg, .kvm, nil] {
            var settings = try settings(Self.silent, bootLimit: .seconds(40))
            settings.accelerator = accelerator
            let machine = try GuestMachine(settings)
            defer { machine.end() }
            let before = machine.accelerator, limit = machine.bootLimit
            // KVM that does not work has been given up meanwhile.
            guard machine.accelerator == before else { continue }
            #expect(limit == (accelerator == nil && before == .kvm ? .seconds(15) : .seconds(40)))
        }
    }
}
