import Addresses
import CNetlink
import Glibc

/// How a value stands in an attribute's payload, among a command's words, and in a record.
package struct Codec<Value: Sendable>: Sendable {
    package var put: @Sendable (inout MessageWriter, Int, Value, any Names) throws(NetlinkError) -> Void
    /// `nil` for what is no such value, and for what stands for none.
    package var get: @Sendable (UnsafeRawBufferPointer, LinkTable) -> Value?
    package var text: @Sendable (Value) -> String
    package var record: @Sendable (Value) -> FieldValue

    /// The same, where a value of this sort says that there is none: a TTL of 0, an unspecified address.
    package func none(_ isNone: @escaping @Sendable (Value) -> Bool) -> Codec {
        var codec = self
        let get = get
        codec.get = { payload, names in get(payload, names).flatMap { isNone($0) ? nil : $0 } }
        return codec
    }
}

extension Codec where Value: FixedWidthInteger & BitwiseCopyable {
    /// In host order.
    package static var number: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, number: value) },
            get: { payload, _ in payload.number(as: Value.self) }, text: { "\($0)" }, record: { FieldValue($0) })
    }

    /// In network order, as ports and keys are.
    package static var networkOrder: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, number: value.bigEndian) },
            get: { payload, _ in payload.number(as: Value.self).map(Value.init(bigEndian:)) }, text: { "\($0)" },
            record: { FieldValue($0) })
    }

    /// 0 stands for none.
    package var noneIfZero: Codec { none { $0 == 0 } }
}

extension Codec<Int> {
    /// A number of 32 bits.
    package static var number: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, u32: UInt32(clamping: value)) },
            get: { payload, _ in payload.number(as: UInt32.self).map(Int.init) }, text: { "\($0)" },
            record: { FieldValue($0) })
    }
}

extension Codec<Bool> {
    /// A byte.
    package static var flag: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, bool: value) },
            get: { payload, _ in payload.number(as: UInt8.self).map { $0 != 0 } }, text: { $0 ? "1" : "0" },
            record: { .bool($0) })
    }

    /// A number of 32 bits.
    package static var wideFlag: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, u32: value ? 1 : 0) },
            get: { payload, _ in payload.number(as: UInt32.self).map { $0 != 0 } }, text: { $0 ? "1" : "0" },
            record: { .bool($0) })
    }
}

extension Codec<IPAddress> {
    /// 4 or 16 bytes in network order.
    package static var address: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, address: value) },
            get: { payload, _ in IPAddress(bytes: payload) }, text: { "\($0)" }, record: { .text("\($0)") })
    }

    /// The unspecified address stands for none.
    package static var specified: Codec { address.none { $0.isUnspecified } }
    package static var multicast: Codec { address.none { !$0.isMulticast } }
    package static var unicast: Codec { address.none { $0.isUnspecified || $0.isMulticast } }
}

extension Codec<MACAddress> {
    /// 6 bytes.
    package static var mac: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, mac: value) },
            get: { payload, _ in MACAddress(bytes: payload) }, text: { "\($0)" }, record: { .text("\($0)") })
    }
}

extension Codec<String> {
    /// A link by its index. 0 stands for none.
    package static var link: Codec {
        Codec(
            put: { writer, attribute, value, names throws(NetlinkError) in
                writer.put(attribute, i32: try names.index(of: value))
            },
            get: { payload, names in payload.number(as: Int32.self).flatMap { $0 == 0 ? nil : names.name(of: $0) } },
            text: { $0 }, record: { .text($0) })
    }

    /// Text with a NUL behind it.
    package static var text: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, string: value) },
            get: { payload, _ in payload.text }, text: { $0 }, record: { .text($0) })
    }
}

extension Codec where Value: RawRepresentable, Value.RawValue: FixedWidthInteger & BitwiseCopyable {
    /// A value by its number; its word is its case's name.
    package static var choice: Codec {
        Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, number: value.rawValue) },
            get: { payload, _ in payload.number(as: Value.RawValue.self).flatMap(Value.init(rawValue:)) },
            text: { "\($0)" }, record: { .text("\($0)") })
    }
}
