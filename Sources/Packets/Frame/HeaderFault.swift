/// Why a header could not be read.
enum HeaderFault: Error {
    /// The bytes end before the header does.
    case short
    /// The bytes are there and contradict themselves: a header length below its minimum, say.
    case malformed
}
