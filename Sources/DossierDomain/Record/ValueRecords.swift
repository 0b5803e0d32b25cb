extension SubmittedDocument: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("copies", copies)
        record.write("document", document)
        record.write("originals", originals)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        copies = try record.read("copies")
        document = try record.read("document")
        originals = try record.read("originals")
    }
}

extension MissingDocument: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("copies", copies)
        record.write("document", document)
        record.write("originals", originals)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        copies = try record.read("copies")
        document = try record.read("document")
        originals = try record.read("originals")
    }
}

extension Carriage: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("arriveBy", arriveBy)
        record.write("carrier", carrier)
        record.write("trackingCode", trackingCode)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        arriveBy = try record.readIfPresent("arriveBy")
        carrier = try record.read("carrier")
        trackingCode = try record.readIfPresent("trackingCode")
    }
}

extension Handover: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("branch", branch)
        record.write("carriesPaper", carriesPaper)
        record.write("from", from)
        record.write("id", id)
        record.write("monitor", monitor)
        record.write("purpose", purpose)
        record.write("step", step)
        record.write("to", to)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        branch = try record.readIfPresent("branch")
        carriesPaper = try record.read("carriesPaper")
        from = try record.read("from")
        id = try record.read("id")
        monitor = try record.readIfPresent("monitor")
        purpose = try record.read("purpose")
        step = try record.readIfPresent("step")
        to = try record.read("to")
    }
}

extension Decision: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("date", date)
        record.write("files", files)
        record.write("number", number)
        record.write("outcome", outcome)
        record.write("reasons", reasons)
        record.write("signer", signer)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        date = try record.read("date")
        files = try record.read("files")
        number = try record.read("number")
        outcome = try record.read("outcome")
        reasons = try record.readIfPresent("reasons")
        signer = try record.read("signer")
    }
}

extension ResultFile: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("byteCount", byteCount)
        record.write("kind", kind)
        record.write("sha256", sha256)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        byteCount = try record.read("byteCount")
        kind = try record.read("kind")
        sha256 = try record.read("sha256")
    }
}

extension Actor: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("body", body)
        record.write("counter", counter)
        record.write("credential", credential)
        record.write("employer", employer)
        record.write("performer", performer)
        record.write("posting", posting)
        record.write("role", role)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        body = try record.readIfPresent("body")
        counter = try record.readIfPresent("counter")
        credential = try record.read("credential")
        employer = try record.read("employer")
        performer = try record.readIfPresent("performer")
        posting = try record.readIfPresent("posting")
        role = try record.read("role")
    }
}

extension PrivateReference: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("commitment", commitment)
        record.write("subject", subject)
        record.write("value", value)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        commitment = try record.read("commitment")
        subject = try record.read("subject")
        value = try record.read("value")
    }
}

extension ProcedureReference: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("code", code)
        record.write("version", version)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        code = try record.read("code")
        version = try record.read("version")
    }
}

extension RouteReference: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("id", id)
        record.write("version", version)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        id = try record.read("id")
        version = try record.read("version")
    }
}
