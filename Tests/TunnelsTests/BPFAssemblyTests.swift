import CLinux
import Glibc
import Testing

@testable import Namespaces
@testable import Tunnels

/// Words against the encoding of RFC 9669, and programs against the kernel's own verifier.
@Suite struct BPFAssemblyTests {
    private func word(_ make: (inout BPFAssembly) -> Void) -> UInt64 {
        var code = BPFAssembly()
        make(&code)
        return code.instructions[0]
    }

    @Test func `each instruction is encoded as the standard says`() {
        #expect(word { $0.set(.r1, 5) } == 0x0000_0005_0000_01b7)
        #expect(word { $0.set(.r1, -1) } == 0xffff_ffff_0000_01b7)
        #expect(word { $0.set(.r6, .r1) } == 0x16bf)
        #expect(word { $0.add(.r3, -24) } == 0xffff_ffe8_0000_0307)
        #expect(word { $0.add(.r0, .r1) } == 0x100f)
        #expect(word { $0.and(.r0, 0xffff) } == 0x0000_ffff_0000_0057)
        #expect(word { $0.xor(.r0, 0xffff) } == 0x0000_ffff_0000_00a7)
        #expect(word { $0.shiftRight(.r1, 16) } == 0x0000_0010_0000_0177)
        #expect(word { $0.swap16(.r2) } == 0x0000_0010_0000_02dc)
        #expect(word { $0.load(.r2, .r1, 44, .word) } == 0x002c_1261)
        #expect(word { $0.load(.r2, .stack, -24, .byte) } == 0xffe8_a271)
        #expect(word { $0.load(.r2, .r7, 0, .double) } == 0x7279)
        #expect(word { $0.store(.r2, .stack, -4, .half) } == 0xfffc_2a6b)
        #expect(word { $0.store(7, .stack, -8, .double) } == 0x0000_0007_fff8_0a7a)
        #expect(word { $0.addAtomically(.r1, .r7, 16) } == 0x0010_17db)
        #expect(word { $0.exchangeAdding(.r2, .r7, 8) } == 0x0000_0001_0008_27db)
        #expect(word { $0.call(.routeLookup) } == 0x0000_0045_0000_0085)
        #expect(word { $0.end() } == 0x95)
        var code = BPFAssembly()
        code.address(.r7, ofMemory: 9)
        #expect(code.instructions == [0x0000_0009_0000_2718, 0])
    }

    @Test func `a jump goes to its label, forward and back`() {
        var code = BPFAssembly()
        let start = code.label(), end = code.label()
        code.place(start)
        code.jump(end, if: .r2, .unequal32, -1)
        code.jumpUnlessEqual(start, .r2, .r3)
        code.place(end)
        code.end()
        #expect(code.instructions == [0xffff_ffff_0001_0256, 0xfffe_325d, 0x95])
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `what the kernel has against a program is in the error`() {
        var code = BPFAssembly()
        code.load(.r0, .r5, 0, .word)
        code.end()
        let error = #expect(throws: SystemError.self) { try BPFProgram(CLINUX_BPF_TRAFFIC_CONTROL, "wrong", code.instructions) }
        #expect(error?.purpose.contains("R5 !read_ok") == true, "\(error?.purpose ?? "")")
    }
}
