/// The names that a server answers to. A request for any other was meant for somebody else, or comes from a page whose
/// name somebody pointed at this server (DNS rebinding): 421 (RFC 9110, 15.5.20).
public struct HostNames: Sendable, Equatable {
    /// In lower case, without port.
    private let names: [[UInt8]]

    /// Takes host names, IPv4 addresses, and IPv6 addresses in brackets, all without port; nil when one is none of these
    /// or there is none.
    public init?(_ texts: [String]) {
        var names: [[UInt8]] = []
        for text in texts {
            let name = Array(text.lowercased().utf8)
            let isValid = name.withUnsafeBufferPointer { name in
                HostGrammar.isValidAuthority(name, portRequired: false)
                    && HostGrammar.host(of: name).count == name.count
            }
            guard isValid else { return nil }
            names.append(name)
        }
        guard !names.isEmpty else { return nil }
        self.names = names
    }

    /// Whether `authority`, which is valid, names one of them, on whatever port.
    func contains(_ authority: UnsafeBufferPointer<UInt8>) -> Bool {
        let host = HostGrammar.host(of: authority)
        return names.contains { name in
            name.withUnsafeBufferPointer { HostGrammar.areEqual(host, $0) }
        }
    }
}
