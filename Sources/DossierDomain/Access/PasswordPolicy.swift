/// Why a password is not taken.
public enum PasswordWeakness: String, Hashable, Sendable, CaseIterable {
    /// Shorter than ``PasswordPolicy/minimumLength`` characters.
    case tooShort
    /// Longer than ``PasswordPolicy/maximumBytes`` bytes.
    case tooLong
    /// Made of fewer than five different characters.
    case fewCharacters
    /// Holds the name that one logs in with.
    case holdsName
    /// Is, but for figures and signs around it, a word that is tried first.
    case common
    /// Is the one that it is to take the place of.
    case sameAsBefore
}

/// Which passwords are taken: long ones, whatever they are made of.
///
/// No rule asks for figures or capitals and none makes passwords end (NIST SP 800-63B, 5.1.1.2): such rules give
/// `Matkhau@123` to everybody.
public enum PasswordPolicy {
    /// Characters at the least.
    public static let minimumLength = 12
    /// Bytes in UTF-8 at the most.
    public static let maximumBytes = 256

    /// Why that password is not taken for that name; `nil` where it is.
    public static func weakness(of password: String, userName: String) -> PasswordWeakness? {
        if password.utf8.count > maximumBytes { return .tooLong }
        if password.count < minimumLength { return .tooShort }
        let lowered = password.lowercased()
        if Set(lowered).count < 5 { return .fewCharacters }
        if userName.count >= 3, lowered.contains(userName.lowercased()) { return .holdsName }
        let letters = lowered.filter(\.isLetter)
        if common.contains(letters) { return .common }
        if sequences.contains(where: { $0.contains(lowered) }) { return .common }
        return nil
    }

    /// What is tried first, as the letters that remain without figures and signs.
    private static let common: Set<String> = [
        "password", "passwordpassword", "matkhau", "matkhaumatkhau", "mậtkhẩu", "motcua", "langson", "quantri",
        "quantrivien", "administrator", "admin", "buudien", "vietnam", "vnpost", "chuyenvien", "congchuc", "welcome",
        "qwerty", "letmein", "iloveyou", "anhyeuem", "emyeuanh", "khongbiet",
    ]

    private static let sequences = [
        "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    ]
}
