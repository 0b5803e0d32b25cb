/// How a paragraph stands on the sheet: the style sheet of printed papers, by element and class.
///
/// The forms' own style sheet is for browsers. This one says the same for the elements and classes that the forms of the
/// configuration use; a class that it doesn't know changes nothing (decision 0053). Lengths are in millimetres.
public struct PaperLook: Hashable, Sendable {
    /// Where lines stand.
    public enum Alignment: Hashable, Sendable {
        /// At the left.
        case start
        /// In the middle.
        case center
        /// At the right.
        case end
    }

    /// How the text looks where no run says more.
    public internal(set) var ink = PaperInk()
    /// Where its lines stand.
    public internal(set) var alignment = Alignment.start
    /// Room before it; of two that meet the greater counts.
    public internal(set) var before = 0.0
    /// Room after it.
    public internal(set) var after = 0.0
    /// How far it is set in from the left.
    public internal(set) var indent = 0.0
    /// The least height: room for a signature.
    public internal(set) var height = 0.0
    /// Whether a line is drawn above it.
    public internal(set) var isRuled = false
    /// Whether it belongs to what follows and never ends a page.
    public internal(set) var isHeading = false
    /// Whether it stays on one line where that fits.
    public internal(set) var isUnbroken = false
    /// Whether it is written in capital letters.
    var isUppercase = false

    /// Plain text.
    public init() {}

    /// What is within it begins like that.
    private var inherited: PaperLook {
        var look = PaperLook()
        look.ink = ink
        look.alignment = alignment
        look.isUppercase = isUppercase
        return look
    }

    /// How an element with these classes looks within another.
    func within(_ element: Substring, _ classes: [Substring]) -> PaperLook {
        var look = inherited
        look.take(element: element)
        for name in classes { look.take(class: name) }
        return look
    }

    private mutating func take(element: Substring) {
        switch element {
        case "p": after = 0.7
        case "li":
            after = 0.7
            indent = 4
        case "h1":
            ink.scale *= 1.15
            ink.isBold = true
            alignment = .center
            (before, after) = (2, 0.5)
            isUppercase = true
            isHeading = true
        case "h2", "h3":
            ink.scale *= element == "h2" ? 1.05 : 1
            ink.isBold = true
            (before, after) = (2.5, 0.5)
            isHeading = true
        case "hr":
            (before, after) = (1, 1)
            isRuled = true
        case "table": ink.scale *= 0.92
        case "th":
            ink.isBold = true
            alignment = .center
        case "b", "strong": ink.isBold = true
        case "i", "em": ink.isItalic = true
        case "u": ink.isUnderlined = true
        case "small": ink.scale *= 0.83
        default: break
        }
    }

    private mutating func take(class name: Substring) {
        switch name {
        case "heading":
            ink.scale *= 0.8
            alignment = .center
        case "signs":
            alignment = .center
            before = 2.5
        case "motto":
            ink.isBold = true
            ink.isUnderlined = true
        case "place":
            ink.isItalic = true
            alignment = .end
            (before, after) = (1.5, 0)
        case "under":
            alignment = .center
            after = 2
        case "gloss":
            ink.scale *= 0.8
            ink.isGrey = true
            (ink.isBold, ink.isItalic) = (false, false)
        case "value": ink.isBold = true
        case "room": height = 11
        case "note":
            ink.scale *= 0.88
            ink.isItalic = true
            before = 2
        case "chain":
            ink.scale *= 0.68
            isRuled = true
            before = 3
        case "code":
            ink.scale *= 1.25
            ink.isBold = true
        case "n":
            alignment = .center
            isUnbroken = true
        case "money":
            alignment = .end
            isUnbroken = true
        default: break
        }
    }
}
