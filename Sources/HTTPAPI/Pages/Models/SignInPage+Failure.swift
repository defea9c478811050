package import AuthorizationServer
package import HTTPTypes

extension SignInPage {
    /// Why the page is shown again.
    package enum Failure: Sendable, Equatable {
        /// A field was left empty.
        case incomplete
        case refused(SignInFailure)

        package var status: HTTPResponse.Status {
            switch self {
            case .incomplete: .unauthorized
            case .refused(.wrongCode): .unauthorized
            case .refused(.unusable): .unprocessableContent
            case .refused(.wrongCredentials): .unauthorized
            case .refused(.throttled): .tooManyRequests
            case .refused(.unavailable): .serviceUnavailable
            }
        }

        /// Seconds.
        package var retryAfter: Int64? {
            switch self {
            case .refused(.throttled(let seconds)): max(1, seconds)
            case .refused(.unavailable): 5
            default: nil
            }
        }

        var isAboutFields: Bool {
            switch self {
            case .incomplete, .refused(.wrongCredentials), .refused(.wrongCode), .refused(.unusable): true
            case .refused(.throttled), .refused(.unavailable): false
            }
        }

        var message: String {
            switch self {
            case .incomplete: return "Fill in every field that is needed."
            case .refused(.wrongCode): return "The code is wrong, or it is of use no longer."
            case .refused(.unusable(let reason)): return DisplayText.clean(reason, longest: 300) ?? "That cannot be."
            case .refused(.wrongCredentials): return "The email address or the password is wrong."
            case .refused(.throttled(let seconds)):
                let minutes = (max(1, seconds) + 59) / 60
                let wait =
                    seconds < 60
                    ? "\(max(1, seconds)) second\(seconds <= 1 ? "" : "s")"
                    : "\(minutes) minute\(minutes == 1 ? "" : "s")"
                return "There were too many attempts. Try again in \(wait)."
            case .refused(.unavailable): return "Signing in does not work at the moment. Try again in a few seconds."
            }
        }
    }
}
