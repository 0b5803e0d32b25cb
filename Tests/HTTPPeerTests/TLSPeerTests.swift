#if TLS
    import Testing

    extension PeerTests {
        @Test("speak TLS 1.2 and 1.3 with resumption, and see a renewed certificate after SIGHUP")
        func tls() throws {
            try PeerScript.expectSuccess("tls.py")
        }
    }
#endif
