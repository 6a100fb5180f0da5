// What leaves by the tunnel's device: the kernel's `ip_tunnel_xmit`.
extension TunnelPrograms {
    /// Where on the stack things are.
    private enum Stack {
        static let inner: Int16 = -24
        static let lookup: Int16 = -88
        static let outer: Int16 = -112
        static let remote: Int16 = -116
        static let byte: Int16 = -120
    }

    /// For what the device sends. A copy goes to the device, to be seen and counted there; the packet itself gets its outer
    /// header, the size of its segments stays known, and it is sent as if this host had made it.
    ///
    /// The relay is left: what is too long for the way, so that its sender is told; what has no way, or one into the tunnel
    /// again; long packets of anything but TCP; long packets that have been in a tunnel before.
    var encapsulation: [UInt64] {
        var code = BPFAssembly()
        let pass = code.label(), drop = code.label()
        code.load(.r2, .r1, Field.note, .word)
        code.jump(pass, if: .r2, .equal, Note.copy)
        code.begin(self, otherwise: pass)
        code.loadBytes(at: 0, Self.header, to: Stack.inner, otherwise: pass)
        longestOuter(&code, pass)
        findWay(&code, pass)

        // The type of service, in r9: as ``Congestion/outer(for:)``.
        let marked = code.label()
        code.load(.r9, .stack, Stack.inner + 1, .byte)
        code.and(.r9, Int32(Congestion.mask))
        code.jump(marked, if: .r9, .unequal, Int32(Congestion.experienced))
        code.set(.r9, Int32(Congestion.capable0))
        code.place(marked)

        showCopy(&code)
        writeOuter(&code)
        addOuter(&code, drop)

        code.load(.r1, .r6, Field.length, .word)
        code.add(.r1, -Self.header - 14)
        code.count(packets: .sentPackets, bytes: .sentBytes)
        code.load(.r1, .stack, Stack.lookup + Lookup.link, .word)
        for register in [BPFAssembly.Register.r2, .r3, .r4] { code.set(register, 0) }
        code.call(.redirectToNeighbour)
        code.end(pass: pass, drop: drop)
        return code.instructions
    }

    /// Leaves in r8 the length of the longest outer packet that this one makes.
    private func longestOuter(_ code: inout BPFAssembly, _ pass: BPFAssembly.Label) {
        let known = code.label()
        code.load(.r8, .r6, Field.length, .word)
        code.add(.r8, Self.header)
        code.jump(pass, if: .r8, .greater, 0xffff)
        code.load(.r9, .r6, Field.segmentSize, .word)
        code.jump(known, if: .r9, .equal, 0)
        code.load(.r2, .r6, Field.note, .word)
        code.jump(pass, if: .r2, .equal, Note.opened)
        code.load(.r2, .stack, Stack.inner, .byte)
        code.jump(pass, if: .r2, .unequal, 0x45)
        code.load(.r2, .stack, Stack.inner + 9, .byte)
        code.jump(pass, if: .r2, .unequal, Int32(TCPBytes.protocolNumber))
        code.loadBytes(at: Self.header + 12, 1, to: Stack.byte, otherwise: pass)
        code.load(.r8, .stack, Stack.byte, .byte)
        code.shiftRight(.r8, 2)
        code.and(.r8, 0x3c)
        code.add(.r8, .r9)
        code.add(.r8, 2 * Self.header)
        code.jump(pass, if: .r8, .greater, 0xffff)
        code.place(known)
    }

    /// Asks for the outer packet's route. Its link is where the lookup has it afterwards, the destination in `remote`.
    private func findWay(_ code: inout BPFAssembly, _ pass: BPFAssembly.Label) {
        func clear() {
            for offset in stride(from: 0, to: Lookup.size, by: 8) { code.store(0, .stack, Stack.lookup + Int16(offset), .double) }
            code.store(Self.familyAndProtocol, .stack, Stack.lookup + Lookup.family, .half)
        }
        func lookUp(_ flags: Int32) {
            code.set(.r1, .r6)
            code.set(.r2, .stack)
            code.add(.r2, Int32(Stack.lookup))
            code.set(.r3, Int32(Lookup.size))
            code.set(.r4, Lookup.skipNeighbour | flags)
            code.call(.routeLookup)
            code.jump(pass, if: .r0, .unequal, 0)
        }
        clear()
        if let remote {
            code.store(Int32(bitPattern: remote.bigEndian), .stack, Stack.remote, .word)
        } else {
            // The gateway of the inner packet's route, or where it goes itself.
            code.store(tunnel, .stack, Stack.lookup + Lookup.link, .word)
            for (from, to) in [(Int16(12), Lookup.source), (16, Lookup.destination)] {
                code.load(.r2, .stack, Stack.inner + from, .word)
                code.store(.r2, .stack, Stack.lookup + to, .word)
            }
            lookUp(Lookup.output)
            // A gateway of IPv6 is none for this tunnel.
            code.load(.r2, .stack, Stack.lookup + Lookup.family, .byte)
            code.jump(pass, if: .r2, .unequal, 2)
            code.load(.r2, .stack, Stack.lookup + Lookup.destination, .word)
            code.store(.r2, .stack, Stack.remote, .word)
            clear()
        }
        code.store(1, .stack, Stack.lookup + Lookup.link, .word)  // lo: what comes from here comes in by that
        code.store(.r8, .stack, Stack.lookup + Lookup.length, .half)
        code.store(Int32(bitPattern: local.bigEndian), .stack, Stack.lookup + Lookup.source, .word)
        code.load(.r2, .stack, Stack.remote, .word)
        code.store(.r2, .stack, Stack.lookup + Lookup.destination, .word)
        lookUp(0)
        code.load(.r2, .stack, Stack.lookup + Lookup.link, .word)
        code.jump(pass, if: .r2, .equal32, tunnel)
    }

    private func showCopy(_ code: inout BPFAssembly) {
        code.load(.r8, .r6, Field.note, .word)
        code.set(.r2, Note.copy)
        code.store(.r2, .r6, Field.note, .word)
        code.set(.r1, .r6)
        code.set(.r2, tunnel)
        code.set(.r3, 0)
        code.call(.cloneRedirect)
        code.store(.r8, .r6, Field.note, .word)
    }

    private func writeOuter(_ code: inout BPFAssembly) {
        code.store(0x45, .stack, Stack.outer, .byte)
        code.store(.r9, .stack, Stack.outer + 1, .byte)
        code.load(.r2, .r6, Field.length, .word)
        code.add(.r2, Self.header)
        code.swap16(.r2)
        code.store(.r2, .stack, Stack.outer + 2, .half)
        // Each segment will have one of its own: the next ones are left to those.
        let single = code.label()
        code.load(.r2, .r6, Field.segments, .word)
        code.jump(single, if: .r2, .unequal, 0)
        code.set(.r2, 1)
        code.place(single)
        code.exchangeAdding(.r2, .r7, FastPathMemory.Place.identification.rawValue)
        code.swap16(.r2)
        code.store(.r2, .stack, Stack.outer + 4, .half)
        code.store(0x40, .stack, Stack.outer + 6, .half)  // don't fragment
        if let ttl {
            code.store(Int32(ttl), .stack, Stack.outer + 8, .byte)
        } else {
            code.load(.r2, .stack, Stack.inner + 8, .byte)
            code.store(.r2, .stack, Stack.outer + 8, .byte)
        }
        code.store(Int32(OuterSocket.protocolNumber), .stack, Stack.outer + 9, .byte)
        code.store(0, .stack, Stack.outer + 10, .half)
        code.store(Int32(bitPattern: local.bigEndian), .stack, Stack.outer + 12, .word)
        code.load(.r2, .stack, Stack.remote, .word)
        code.store(.r2, .stack, Stack.outer + 16, .word)
        code.sumHeader(at: Stack.outer)
        code.xor(.r0, 0xffff)
        code.store(.r0, .stack, Stack.outer + 10, .half)
    }

    private func addOuter(_ code: inout BPFAssembly, _ drop: BPFAssembly.Label) {
        let added = code.label()
        code.adjustRoom(Self.header, 2)  // BPF_F_ADJ_ROOM_ENCAP_L3_IPV4
        code.jump(added, if: .r0, .equal, 0)
        // It is in a tunnel already. What is short need not be known to be in a second one; what is long has been passed.
        code.load(.r2, .r6, Field.segmentSize, .word)
        code.jump(drop, if: .r2, .unequal, 0)
        code.adjustRoom(Self.header)
        code.jump(drop, if: .r0, .unequal, 0)
        code.place(added)
        code.set(.r1, .r6)
        code.set(.r2, 0)
        code.set(.r3, .stack)
        code.add(.r3, Int32(Stack.outer))
        code.set(.r4, Self.header)
        code.set(.r5, 0)
        code.call(.storeBytes)
        code.jump(drop, if: .r0, .unequal, 0)
        // The neighbour's and this link's addresses are written there when it is sent.
        code.set(.r1, .r6)
        code.set(.r2, 14)
        code.set(.r3, 0)
        code.call(.changeHead)
        code.jump(drop, if: .r0, .unequal, 0)
    }
}
