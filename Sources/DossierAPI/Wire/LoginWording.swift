import DossierDomain
import DossierRouting
import DossierService
import HTTPTypes

extension CredentialRefusal {
    /// What is missing or wrong.
    var wording: Wording {
        switch self {
        case .citizensHaveNone:
            Wording(
                vi: "Công dân không có thẻ: dùng mã tra cứu trên giấy hẹn.",
                en: "Citizens have no credential: they prove themselves with the slip's code.")
        case .officeMissing:
            Wording(
                vi: "Vai trò này làm tại một bộ phận một cửa: ghi office.",
                en: "This role acts at an office: give office.")
        case .agencyMissing:
            Wording(
                vi: "Vai trò này làm cho một cơ quan: ghi agency.", en: "This role acts for an agency: give agency.")
        case .bodyMissing:
            Wording(
                vi: "Công chức làm tại bộ phận một cửa hoặc cơ quan: ghi office hoặc agency.",
                en: "An official acts at an office or for an agency: give office or agency.")
        case .postingMissing:
            Wording(
                vi: "Thẻ của công chức phải ghi phân công (posting) hoặc quầy (counter).",
                en: "An official's credential names a posting, or the counter whose terminal it is.")
        case .unknownOffice(let id):
            Wording(vi: "Không có bộ phận một cửa \(id).", en: "There is no office \(id).")
        case .unknownAgency(let id):
            Wording(vi: "Không có cơ quan \(id).", en: "There is no agency \(id).")
        case .unknownCounter(let id):
            Wording(vi: "Bộ phận một cửa đó không có quầy \(id).", en: "There is no counter \(id) at that office.")
        case .unknownPosting(let id):
            Wording(
                vi: "Không có phân công \(id) còn hiệu lực ở đó với vai trò này.",
                en: "There is no posting \(id) in force there in this role.")
        }
    }
}

extension PasswordWeakness {
    /// Why it isn't taken.
    var wording: Wording {
        switch self {
        case .tooShort:
            Wording(
                vi: "Mật khẩu phải có ít nhất \(PasswordPolicy.minimumLength) ký tự.",
                en: "A password has at least \(PasswordPolicy.minimumLength) characters.")
        case .tooLong:
            Wording(
                vi: "Mật khẩu không được quá \(PasswordPolicy.maximumBytes) byte.",
                en: "A password has at most \(PasswordPolicy.maximumBytes) bytes.")
        case .fewCharacters:
            Wording(vi: "Mật khẩu lặp quá ít ký tự.", en: "The password repeats too few characters.")
        case .holdsName:
            Wording(vi: "Mật khẩu chứa tên đăng nhập.", en: "The password holds the login's name.")
        case .common:
            Wording(vi: "Mật khẩu này ai cũng thử đầu tiên.", en: "This password is tried first by everybody.")
        case .sameAsBefore:
            Wording(vi: "Mật khẩu mới phải khác mật khẩu cũ.", en: "The new password has to differ from the old one.")
        }
    }
}

extension Problem {
    /// Why somebody isn't logged in, or why a login isn't kept.
    init(refusal: LoginRefusal) {
        switch refusal {
        case .wrong: self.init(.loginFailed)
        case .codeMissing: self.init(.codeNeeded)
        case .barred(let seconds): self.init(.loginBarred, waiting: seconds)
        case .busy: self.init(.loginBusy, waiting: 2)
        case .mustChange: self.init(.passwordChangeNeeded)
        case .weak(let weakness):
            self.init(
                .passwordWeak,
                Wording(
                    vi: weakness.wording.vi + " " + ProblemKind.passwordWeak.advice.vi,
                    en: weakness.wording.en + " " + ProblemKind.passwordWeak.advice.en))
            facts = ["weakness": .name(weakness)]
        case .notPosted: self.init(.notPosted)
        case .postingMissing(let postings):
            self.init(.postingNeeded)
            facts = ["postings": .list(postings) { .identifier($0) }]
        case .unknownPerson: self.init(.unknownPerson)
        case .nameTaken: self.init(.userNameTaken)
        case .codeWrong: self.init(.codeWrong)
        case .codesMissing(let secret, let userName):
            self.init(.codesNeeded)
            facts = ["secret": .string(secret.text), "address": .string(secret.address(for: userName))]
        }
        if kind == .loginFailed || kind == .codeNeeded { fields[.wwwAuthenticate] = "Bearer realm=\"motcua\"" }
    }
}
