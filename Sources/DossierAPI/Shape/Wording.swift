/// A language the API speaks.
public enum Language: String, Sendable, CaseIterable {
    /// Vietnamese, unless the caller prefers otherwise.
    case vietnamese = "vi"
    /// English.
    case english = "en"
}

/// One thing said in both languages.
public struct Wording: Hashable, Sendable {
    /// In Vietnamese.
    public let vi: String
    /// In English.
    public let en: String

    /// The same thing in both languages.
    public init(vi: String, en: String) {
        self.vi = vi
        self.en = en
    }

    /// The text in that language.
    public subscript(language: Language) -> String {
        switch language {
        case .vietnamese: vi
        case .english: en
        }
    }

    /// One after the other, with a space between.
    public static func + (left: Wording, right: Wording) -> Wording {
        Wording(vi: left.vi + " " + right.vi, en: left.en + " " + right.en)
    }
}
