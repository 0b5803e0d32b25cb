import DossierDomain

// What is sealed, in its written form; the fields in the order of their names.

extension Party.Kind: Recordable {}

extension Party.IdentityDocument: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("kind", kind)
        record.write("number", number)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        kind = try record.read("kind")
        number = try record.read("number")
    }
}

extension Party: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("address", address)
        record.write("authorisation", authorisation)
        record.write("email", email)
        record.write("identityDocument", identityDocument)
        record.write("kind", kind)
        record.write("name", name)
        record.write("phone", phone)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        address = try record.readIfPresent("address")
        authorisation = try record.readIfPresent("authorisation")
        email = try record.readIfPresent("email")
        identityDocument = try record.readIfPresent("identityDocument")
        kind = try record.read("kind")
        name = try record.read("name")
        phone = try record.readIfPresent("phone")
    }
}

extension Remark: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("text", text)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        text = try record.read("text")
    }
}

extension Signer: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("name", name)
        record.write("position", position)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        name = try record.read("name")
        position = try record.read("position")
    }
}
