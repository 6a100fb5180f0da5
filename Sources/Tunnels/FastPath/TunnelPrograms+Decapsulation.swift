// What arrives at the host: the kernel's `ipip_rcv` and `ip_tunnel_rcv`.
extension TunnelPrograms {
    /// Where on the stack things are.
    private enum Stack {
        static let outer: Int16 = -24
        static let inner: Int16 = -48
    }

    private static let linkHeader: Int32 = 14

    /// For what comes in by the link that has the tunnel's local address. What is in the tunnel's packets comes in by its
    /// device then, as if it had been sent there.
    ///
    /// The relay is left: other tunnels' packets, fragments, headers with options or a wrong sum, frames with padding, and
    /// what a router has marked.
    var decapsulation: [UInt64] {
        var code = BPFAssembly()
        let pass = code.label(), drop = code.label()
        code.begin(self, otherwise: pass)
        code.load(.r2, .r6, Field.kind, .word)
        code.jump(pass, if: .r2, .unequal, 0)  // to this host
        code.loadBytes(at: Self.linkHeader, Self.header, to: Stack.outer, otherwise: pass)
        checkOuter(&code, pass)
        code.loadBytes(at: Self.linkHeader + Self.header, Self.header, to: Stack.inner, otherwise: pass)
        checkInner(&code, pass)

        code.adjustRoom(-Self.header)
        code.jump(drop, if: .r0, .unequal, 0)
        let short = code.label()
        code.load(.r2, .r6, Field.segmentSize, .word)
        code.jump(short, if: .r2, .equal, 0)
        code.set(.r2, Note.opened)
        code.store(.r2, .r6, Field.note, .word)
        code.place(short)
        code.load(.r1, .r6, Field.length, .word)
        code.add(.r1, -Self.linkHeader)
        code.count(packets: .receivedPackets, bytes: .receivedBytes)
        code.set(.r1, tunnel)
        code.set(.r2, 1)  // BPF_F_INGRESS
        code.call(.redirect)
        code.end(pass: pass, drop: drop)
        return code.instructions
    }

    private func checkOuter(_ code: inout BPFAssembly, _ pass: BPFAssembly.Label) {
        code.load(.r2, .stack, Stack.outer, .byte)
        code.jump(pass, if: .r2, .unequal, 0x45)
        // Unmarked: what a mark means for the packet inside, the relay knows.
        code.load(.r2, .stack, Stack.outer + 1, .byte)
        code.and(.r2, Int32(Congestion.capable1))
        code.jump(pass, if: .r2, .unequal, 0)
        code.load(.r2, .stack, Stack.outer + 2, .half)
        code.swap16(.r2)
        code.load(.r3, .r6, Field.length, .word)
        code.add(.r3, -Self.linkHeader)
        code.set(.r8, .r3)
        code.jumpUnlessEqual(pass, .r2, .r3)
        code.load(.r2, .stack, Stack.outer + 6, .half)
        code.and(.r2, Int32(UInt16(0x3fff).bigEndian))  // more fragments, or not the first
        code.jump(pass, if: .r2, .unequal, 0)
        code.load(.r2, .stack, Stack.outer + 9, .byte)
        code.jump(pass, if: .r2, .unequal, Int32(OuterSocket.protocolNumber))
        if let remote {
            code.load(.r2, .stack, Stack.outer + 12, .word)
            code.jump(pass, if: .r2, .unequal32, Int32(bitPattern: remote.bigEndian))
        }
        code.load(.r2, .stack, Stack.outer + 16, .word)
        code.jump(pass, if: .r2, .unequal32, Int32(bitPattern: local.bigEndian))
        code.sumHeader(at: Stack.outer)
        code.jump(pass, if: .r0, .unequal, 0xffff)
    }

    /// An IPv4 packet, all of which is there and nothing else.
    private func checkInner(_ code: inout BPFAssembly, _ pass: BPFAssembly.Label) {
        code.load(.r2, .stack, Stack.inner, .byte)
        code.shiftRight(.r2, 4)
        code.jump(pass, if: .r2, .unequal, 4)
        code.load(.r2, .stack, Stack.inner + 2, .half)
        code.swap16(.r2)
        code.add(.r8, -Self.header)
        code.jumpUnlessEqual(pass, .r2, .r8)
    }
}
