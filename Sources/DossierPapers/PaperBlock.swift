/// How a run of text looks.
public struct PaperInk: Hashable, Sendable {
    /// Size, as a share of the sheet's size of print.
    public var scale = 1.0
    /// In bold.
    public var isBold = false
    /// In italics.
    public var isItalic = false
    /// Underlined.
    public var isUnderlined = false
    /// In grey: beside the matter.
    public var isGrey = false

    /// Plain print.
    public init() {}
}

/// Text in UTF-8, with how its runs look.
public struct PaperText: Hashable, Sendable {
    /// A run: so many bytes in that ink.
    public struct Run: Hashable, Sendable {
        /// Bytes of UTF-8.
        public var byteCount: Int
        /// How they look.
        public let ink: PaperInk
    }

    /// The text, always whole scalars; lines that must end are ended by a line feed.
    public private(set) var bytes: [UInt8] = []
    /// Its runs, in order, which make up all of it.
    public private(set) var runs: [Run] = []

    /// The text.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ more: some Collection<UInt8>, _ ink: PaperInk) {
        guard !more.isEmpty else { return }
        bytes.append(contentsOf: more)
        if runs.last?.ink == ink {
            runs[runs.count - 1].byteCount += more.count
        } else {
            runs.append(Run(byteCount: more.count, ink: ink))
        }
    }
}

/// A paragraph: a text, and how it stands on the sheet. Lengths are in millimetres.
public struct PaperParagraph: Hashable, Sendable {
    /// What it says; may be empty where only room is kept.
    public let text: PaperText
    /// How it stands.
    public let look: PaperLook

    init(text: PaperText, look: PaperLook) {
        self.text = text
        self.look = look
    }

    /// A plain line, such as the foot of a page.
    public init(plain text: String, _ alignment: PaperLook.Alignment) {
        var plain = PaperText()
        plain.append(text.utf8, PaperInk())
        var look = PaperLook()
        look.alignment = alignment
        self.init(text: plain, look: look)
    }
}

/// Paragraphs beside others.
public struct PaperColumn: Hashable, Sendable {
    /// What stands in it.
    public internal(set) var paragraphs: [PaperParagraph] = []
    /// Whether it is as wide as its text; the others share what is left.
    public let isNatural: Bool
}

/// A cell of a table.
public struct PaperCell: Hashable, Sendable {
    /// What stands in it.
    public internal(set) var paragraphs: [PaperParagraph] = []
    /// How many columns it takes.
    public let span: Int
}

/// A picture: black areas, in a square unit of its own.
public struct PaperPicture: Hashable, Sendable {
    /// A point.
    public struct Point: Hashable, Sendable {
        /// From the left.
        public let x: Double
        /// From the top.
        public let y: Double
    }

    /// Width of the unit square's field.
    public let width: Double
    /// Its height.
    public let height: Double
    /// The areas, each by its corners.
    public internal(set) var areas: [[Point]] = []
    /// The side of the square that it is drawn in, in millimetres; it stands at the right, the text beside it.
    public let side: Double
}

/// What a paper is printed on.
public struct PaperSheet: Hashable, Sendable {
    /// A list: A4 across.
    public var isList = false
    /// In large print; forms then need A4.
    public var isLarge = false

    /// The sheet of a form, or of a list.
    public init(isList: Bool = false, isLarge: Bool = false) {
        self.isList = isList
        self.isLarge = isLarge
    }
}

/// A piece of a paper, in the order of printing.
public enum PaperBlock: Hashable, Sendable {
    /// What the document is called.
    case title(String)
    /// The sheet that everything after it stands on.
    case sheet(PaperSheet)
    /// A paragraph.
    case paragraph(PaperParagraph)
    /// Paragraphs side by side, kept together.
    case columns([PaperColumn], PaperLook)
    /// A picture at the right.
    case picture(PaperPicture)
    /// What follows begins a page.
    case pageBreak
    /// A row that is repeated on every page of its table.
    case tableHead([PaperCell])
    /// A row of a table.
    case row([PaperCell])
    /// The table is over.
    case tableEnd
}
