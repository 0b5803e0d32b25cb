import DossierDomain
import DossierStore

/// Why somebody isn't logged in, or why a login isn't kept.
public enum LoginRefusal: Hashable, Sendable {
    /// Name, password or code is wrong; which of them isn't told.
    case wrong
    /// A code of the authenticator is needed too.
    case codeMissing
    /// Too much was tried for that name or from that address: after so many seconds again.
    case barred(seconds: Int)
    /// As many passwords are being looked at as there is room for.
    case busy
    /// The password was given by somebody else: send one of one's own along.
    case mustChange
    /// The new password isn't taken.
    case weak(PasswordWeakness)
    /// Nobody of that name is posted anywhere today.
    case notPosted
    /// There are several postings; one of these has to be named.
    case postingMissing([PostingID])
    /// There is no such person in the configuration.
    case unknownPerson
    /// Somebody else logs in with that name.
    case nameTaken
    /// The code isn't one of that secret.
    case codeWrong
    /// Codes are asked of whoever acts so, and none are set up: this secret and a code of it are to be sent along.
    case codesMissing(OneTimeSecret, userName: String)
}

/// Of whom one-time codes are asked even where they haven't set them up by themselves.
public enum CodesRequired: String, CaseIterable, Sendable {
    /// Of nobody.
    case nobody
    /// Of whoever acts as an administrator.
    case administrators
    /// Of everybody who logs in.
    case everybody

    func includes(_ role: Role) -> Bool {
        switch self {
        case .nobody: false
        case .administrators: role == .administrator
        case .everybody: true
        }
    }
}

/// A wish to log in.
public struct LoginRequest: Sendable {
    /// The name.
    public let userName: String
    /// The password.
    public let password: String
    /// A code of the authenticator.
    public let code: String?
    /// The secret of codes that are to be asked for from now on, which `code` is one of.
    public let codeSecret: OneTimeSecret?
    /// What the password is to be from now on.
    public let newPassword: String?
    /// The code that came with a first password: whoever brings it isn't kept out by strangers' tries.
    public let setUpCode: String?
    /// Under which posting.
    public let posting: PostingID?
    /// The request, for the record.
    public let requestID: String
    /// From where; `nil` where nobody can tell, such as on a Unix socket.
    public let address: String?

    /// A wish to log in.
    public init(
        userName: String, password: String, code: String? = nil, codeSecret: OneTimeSecret? = nil,
        newPassword: String? = nil, setUpCode: String? = nil, posting: PostingID? = nil, requestID: String,
        address: String?
    ) {
        self.userName = userName
        self.password = password
        self.code = code
        self.codeSecret = codeSecret
        self.newPassword = newPassword
        self.setUpCode = setUpCode
        self.posting = posting
        self.requestID = requestID
        self.address = address
    }
}

/// Where a try comes from: an address, and perhaps with the code that came with a first password.
struct TryPlace: Sendable {
    /// As it is named to who counts by it.
    let address: String?
    /// As it is kept.
    let digest: [UInt8]
    /// What was sent along as the code of a first password.
    var setUpCode: String?

    /// Whether tries from there are counted apart from strangers': its owner last logged in there, or brings the code that came
    /// with the first password, until that is changed.
    func isHome(of login: StoredLogin, by keys: KeyRing) -> Bool {
        if login.mustChange, let setUpCode,
            keys.isSetUpCode(setUpCode, of: login.person, givenAt: login.changedAt)
        {
            return true
        }
        return digest == login.home
    }
}
