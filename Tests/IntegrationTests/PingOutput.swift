extension Program.Outcome {
    /// Which of ping's requests have been answered, by their numbers.
    ///
    /// After its last request ping waits for answers no longer than for the others before. Who wants each of 300 answered sends more.
    var answered: Set<Int> { Set(output.matches(of: /icmp_seq=([0-9]+) ttl/).compactMap { Int($0.1) }) }
}
