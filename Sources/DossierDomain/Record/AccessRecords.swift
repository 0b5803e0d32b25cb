extension AccessEvent.CredentialIssued: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("expiresAt", expiresAt)
        record.write("holder", holder)
        record.write("replaces", replaces)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        expiresAt = try record.read("expiresAt")
        holder = try record.read("holder")
        replaces = try record.readIfPresent("replaces")
    }
}

extension AccessEvent.CredentialReplaced: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("by", by)
        record.write("credential", credential)
        record.write("expiresAt", expiresAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        by = try record.read("by")
        credential = try record.read("credential")
        expiresAt = try record.read("expiresAt")
    }
}

extension AccessEvent.CredentialRevoked: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("holder", holder)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        holder = try record.read("holder")
    }
}

extension AccessEvent.LoginGiven: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("anew", anew)
        record.write("codesEnded", codesEnded)
        record.write("person", person)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        anew = try record.read("anew")
        codesEnded = try record.read("codesEnded")
        person = try record.read("person")
    }
}

extension AccessEvent.LoginChanged: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("codes", codes)
        record.write("password", password)
        record.write("person", person)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        codes = try record.read("codes")
        password = try record.read("password")
        person = try record.read("person")
    }
}

extension AccessEvent.LoginRemoved: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("person", person)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        person = try record.read("person")
    }
}

extension AccessEvent.LoginBarred: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("atHome", atHome)
        record.write("failures", failures)
        record.write("person", person)
        record.write("until", until)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        atHome = try record.read("atHome")
        failures = try record.read("failures")
        person = try record.read("person")
        until = try record.read("until")
    }
}
