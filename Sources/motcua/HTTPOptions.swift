import ArgumentParser
import Foundation
import HTTPMessage
import HTTPServer

/// The flags that concern HTTP, and what comes of them.
struct HTTPOptions: ParsableArguments {
    @Option(name: .long, help: Setting.host.help) var host: String?
    @Option(name: .long, help: Setting.port.help) var port: String?
    @Option(name: .long, help: Setting.listen.help) var listen: String?
    @Option(name: .long, help: Setting.adminListen.help) var adminListen: String?
    @Option(name: .long, help: Setting.trustedProxies.help) var trustedProxies: String?
    @Option(name: .long, help: Setting.forwardedField.help) var forwardedField: String?
    @Option(name: .long, help: Setting.hostNames.help) var hostNames: String?
    @Option(name: .long, help: Setting.corsOrigins.help) var corsOrigins: String?
    @Option(name: .long, help: Setting.loops.help) var loops: String?
    @Option(name: .long, help: Setting.graceSeconds.help) var graceSeconds: String?
    @Option(name: .long, help: Setting.drainDelaySeconds.help) var drainDelaySeconds: String?
    @Option(name: .long, help: Setting.maxConnections.help) var maxConnections: String?
    @Option(name: .long, help: Setting.maxConnectionsPerAddress.help) var maxConnectionsPerAddress: String?
    @Option(name: .long, help: Setting.maxRequestsPerConnection.help) var maxRequestsPerConnection: String?
    @Option(name: .long, help: Setting.maxHeaderBytes.help) var maxHeaderBytes: String?
    @Option(name: .long, help: Setting.maxPipelined.help) var maxPipelined: String?
    @Option(name: .long, help: Setting.maxPipelinedBytes.help) var maxPipelinedBytes: String?
    @Option(name: .long, help: Setting.maxUnsentBytes.help) var maxUnsentBytes: String?
    @Option(name: .long, help: Setting.maxRequests.help) var maxRequests: String?
    @Option(name: .long, help: Setting.maxRequestsPerClient.help) var maxRequestsPerClient: String?
    @Option(name: .long, help: Setting.maxBodyBytes.help) var maxBodyBytes: String?
    @Option(name: .long, help: Setting.maxBodyMemoryBytes.help) var maxBodyMemoryBytes: String?
    @Option(name: .long, help: Setting.headTimeoutSeconds.help) var headTimeoutSeconds: String?
    @Option(name: .long, help: Setting.idleTimeoutSeconds.help) var idleTimeoutSeconds: String?
    @Option(name: .long, help: Setting.transferGraceSeconds.help) var transferGraceSeconds: String?
    @Option(name: .long, help: Setting.minTransferRate.help) var minTransferRate: String?
    @Option(name: .long, help: Setting.retryAfterSeconds.help) var retryAfterSeconds: String?
    @Option(name: .long, help: Setting.gzip.help) var gzip: String?
    @Option(name: .long, help: Setting.accessLog.help) var accessLog: String?

    var flags: [Setting: String?] {
        [
            .host: host, .port: port, .listen: listen, .adminListen: adminListen, .trustedProxies: trustedProxies,
            .forwardedField: forwardedField, .hostNames: hostNames, .corsOrigins: corsOrigins, .loops: loops,
            .graceSeconds: graceSeconds, .drainDelaySeconds: drainDelaySeconds, .maxConnections: maxConnections,
            .maxConnectionsPerAddress: maxConnectionsPerAddress,
            .maxRequestsPerConnection: maxRequestsPerConnection, .maxHeaderBytes: maxHeaderBytes,
            .maxPipelined: maxPipelined, .maxPipelinedBytes: maxPipelinedBytes, .maxUnsentBytes: maxUnsentBytes,
            .maxRequests: maxRequests, .maxRequestsPerClient: maxRequestsPerClient, .maxBodyBytes: maxBodyBytes,
            .maxBodyMemoryBytes: maxBodyMemoryBytes, .headTimeoutSeconds: headTimeoutSeconds,
            .idleTimeoutSeconds: idleTimeoutSeconds, .transferGraceSeconds: transferGraceSeconds,
            .minTransferRate: minTransferRate, .retryAfterSeconds: retryAfterSeconds, .gzip: gzip,
            .accessLog: accessLog,
        ]
    }

    /// What the settings mean for the server.
    static func configuration(_ settings: Settings, environment: [String: String]) throws -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration()
        configuration.addresses = try addresses(settings, environment: environment)
        configuration.hostNames = try hostNames(settings)
        configuration.loopCount = settings.count(.loops)
        configuration.connectionCount = settings.count(.maxConnections)
        configuration.connectionCountPerAddress = settings.count(.maxConnectionsPerAddress)
        configuration.handlerCount = settings.count(.maxRequests)
        configuration.forwardedRequestCountPerClient = settings.count(.maxRequestsPerClient)
        configuration.gatheredBodyBytes = settings.count(.maxBodyMemoryBytes)
        configuration.retryAfterSeconds = settings.count(.retryAfterSeconds)
        configuration.forwarding = try forwarding(settings)
        configuration.contentCoding.compressesAnswers = settings[.gzip] == "on"
        // Answers of half a kilobyte are most of what a counter gets; on a thin line each tenth of a second counts.
        configuration.contentCoding.minimumBytes = 400
        configuration.contentCoding.decodedBodyBytes = settings.count(.maxBodyBytes)
        configuration.connection.message.bodyBytes = settings.count(.maxBodyBytes)
        configuration.connection.requestCount = settings.count(.maxRequestsPerConnection)
        configuration.connection.message.headerBytes = settings.count(.maxHeaderBytes)
        configuration.connection.pipelinedCount = settings.count(.maxPipelined)
        configuration.connection.pipelinedBytes = settings.count(.maxPipelinedBytes)
        configuration.connection.unsentBytes = settings.count(.maxUnsentBytes)
        configuration.connection.headTimeout = .seconds(settings.count(.headTimeoutSeconds))
        configuration.connection.idleTimeout = .seconds(settings.count(.idleTimeoutSeconds))
        configuration.connection.bodyGrace = .seconds(settings.count(.transferGraceSeconds))
        configuration.connection.answerGrace = .seconds(settings.count(.transferGraceSeconds))
        configuration.connection.minimumBodyRate = settings.count(.minTransferRate)
        configuration.connection.minimumAnswerRate = settings.count(.minTransferRate)
        return configuration
    }

    private static func addresses(_ settings: Settings, environment: [String: String]) throws -> [ListenAddress] {
        var addresses = try ListenPlaces.read(settings[.listen], named: "listen", environment: environment)
        if addresses.isEmpty {
            addresses = [ListenAddress(host: settings[.host], port: UInt16(clamping: settings.count(.port)))]
        }
        for var address in try ListenPlaces.read(
            settings[.adminListen], named: "admin-listen", environment: environment)
        {
            address.door = Application.administration
            addresses.append(address)
        }
        return addresses
    }

    private static func hostNames(_ settings: Settings) throws -> HostNames? {
        let texts = settings.list(.hostNames)
        if texts.isEmpty { return nil }
        guard let names = HostNames(texts) else {
            throw Failure(
                "host-names has '\(texts.joined(separator: ","))': it takes names and addresses without port, like"
                    + " motcua.example, 192.0.2.1, [2001:db8::1].")
        }
        return names
    }

    private static func forwarding(_ settings: Settings) throws -> Forwarding {
        var forwarding = Forwarding()
        forwarding.trusted = try settings.list(.trustedProxies).map { text in
            guard let range = AddressRange(text) else {
                throw Failure("trusted-proxies has '\(text)': it takes addresses like 10.0.0.0/8, 2001:db8::/32, unix.")
            }
            return range
        }
        forwarding.field = Forwarding.Field(rawValue: settings[.forwardedField]) ?? .xForwardedFor
        return forwarding
    }

    /// The address that slips name, printed as it is: what a browser takes, short enough for a small QR code.
    static func lookUpPage(_ settings: Settings) throws -> String? {
        let text = settings[.lookUpPage]
        guard !text.isEmpty else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 200,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
        else {
            throw Failure(
                "look-up-page is '\(text)': it takes an address such as https://motcua.example.vn/tra-cuu, of at most"
                    + " 200 ASCII characters and without #.")
        }
        return text
    }

    /// Origins as browsers write them; anything else would never match and is a mistake.
    static func crossOrigins(_ settings: Settings) throws -> [String] {
        try settings.list(.corsOrigins).map { text in
            guard let url = URL(string: text), let scheme = url.scheme, scheme == "https" || scheme == "http",
                url.host() != nil, url.path().isEmpty, text == text.lowercased(), !text.contains("?")
            else {
                throw Failure("cors-origins has '\(text)': it takes whole origins like https://counter.example.")
            }
            return text
        }
    }
}
