// A scan, and an erasure, in their written form; the fields in the order of their names.

extension AttachedScan: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("byteCount", byteCount)
        record.write("content", content)
        record.write("document", document)
        record.write("file", file)
        record.write("id", id)
        record.write("kind", kind)
        record.write("page", page)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        byteCount = try record.read("byteCount")
        content = try record.read("content")
        document = try record.read("document")
        file = try record.read("file")
        id = try record.read("id")
        kind = try record.read("kind")
        page = try record.read("page")
    }
}

extension DossierEvent.ScanAttached: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("scan", scan)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        scan = try record.read("scan")
    }
}

extension DossierEvent.PersonalDataErased: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("ground", ground)
        record.write("keptUntil", keptUntil)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        ground = try record.read("ground")
        keptUntil = try record.read("keptUntil")
    }
}
