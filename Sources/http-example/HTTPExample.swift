import Dispatch
import Glibc
import HTTPMessage
import HTTPServer
import HTTPTypes
import Logging

/// A small server on `HTTPServer` alone: what benchmarks, real clients, proxies and attackers are set on. It knows no
/// dossier, so what they find is the server's own.
@main
enum HTTPExample {
    static func main() {
        if CommandLine.arguments.dropFirst().contains("--help") {
            print(Options.usage, terminator: "")
            return
        }
        // Before there is any other thread, so that all inherit it and only `sigwait` takes signals. An asynchronous
        // main would not do: it gives the first thread back, with all signals open.
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        do {
            try serve(try Options(CommandLine.arguments.dropFirst()), until: signals)
        } catch {
            let line = Array("http-example: \(error)\n".utf8)
            _ = write(STDERR_FILENO, line, line.count)
            exit(1)
        }
    }

    private static func serve(_ options: Options, until signals: sigset_t) throws {
        let answers = ExampleAnswers(recorder: try options.text("record").map { try RequestRecorder(path: $0) })
        var logger = Logger(label: "http-example", factory: StreamLogHandler.standardError(label:))
        logger.logLevel = .warning
        var settings = try configuration(options)
        settings.bodyReception = ExampleAnswers.reception
        settings.immediateAnswer = answers.immediate
        var reload: () throws -> Void = {}
        #if TLS
            if let certificate = options.text("tls-certificate") {
                let identity = try TLSIdentity(
                    certificateFile: certificate, keyFile: options.text("tls-key") ?? certificate)
                settings.addresses[0].security = .tls(identity)
                reload = identity.reload
            }
        #endif
        let server = try HTTPServer(
            configuration: settings, logger: logger, refusal: ExampleAnswers.refusal,
            handlers: { _ in answers.handler })
        for address in try server.start() { print("http-example serves http://\(address)") }
        fflush(nil)

        var signals = signals
        var signal: Int32 = 0
        while sigwait(&signals, &signal) == 0, signal == SIGHUP {
            do {
                try reload()
            } catch {
                logger.error("the certificate stays as it was", metadata: ["reason": "\(error)"])
            }
        }
        let drained = DispatchSemaphore(value: 0)
        Task {
            await server.drain(within: .seconds(2))
            drained.signal()
        }
        drained.wait()
    }

    private static func configuration(_ options: Options) throws -> HTTPServerConfiguration {
        var result = HTTPServerConfiguration()
        func set<Value>(_ path: WritableKeyPath<HTTPServerConfiguration, Value>, _ value: Value?) {
            if let value { result[keyPath: path] = value }
        }
        result.addresses = [
            ListenAddress(
                host: options.text("host") ?? "127.0.0.1", port: UInt16(clamping: try options.number("port") ?? 0))
        ]
        set(\.loopCount, try options.number("loops"))
        set(\.connectionCount, try options.number("max-connections"))
        set(\.connectionCountPerAddress, try options.number("max-connections-per-address"))
        set(\.connection.requestCount, try options.number("max-requests-per-connection"))
        set(\.connection.message.bodyBytes, try options.number("max-body-bytes"))
        set(\.connection.headTimeout, try options.number("head-timeout-seconds").map { .seconds($0) })
        set(\.connection.idleTimeout, try options.number("idle-timeout-seconds").map { .seconds($0) })
        set(\.connection.bodyGrace, try options.number("grace-seconds").map { .seconds($0) })
        set(\.connection.answerGrace, try options.number("grace-seconds").map { .seconds($0) })
        set(\.connection.minimumBodyRate, try options.number("minimum-rate"))
        set(\.connection.minimumAnswerRate, try options.number("minimum-rate"))
        return result
    }
}
