package import AuthorizationServer
internal import OAuth

/// The sign-in pages of the WorkOS-compatible API.
package struct HostedPages: HostedSignIn {
    let context: EmulatorContext

    package init(context: EmulatorContext) { self.context = context }

    package func respond(_ flow: HostedFlow, query: String, browser: Browser) async -> InteractionOutcome {
        switch flow {
        case .userManagement: await SessionPages(context: context).respond(query: query, browser: browser)
        case .singleSignOn: await SingleSignOnPages(context: context).respond(query: query)
        }
    }

    package func submit(
        _ step: HostedStep, to flow: HostedFlow, query: String, browser: Browser
    ) async throws(SignInFailure) -> HostedOutcome {
        do throws(APIError) {
            switch flow {
            case .userManagement:
                return try await SessionPages(context: context).submit(step, query: query, browser: browser)
            case .singleSignOn: return try await SingleSignOnPages(context: context).submit(step, query: query)
            }
        } catch {
            throw HostedPages.failure(error)
        }
    }

    /// Why a form did nothing, in the words of the page.
    static func failure(_ error: APIError) -> SignInFailure {
        switch error.status {
        case .tooManyRequests: .throttled(retryAfter: error.retryAfter ?? 1)
        case .internalError, .unavailable: .unavailable(detail: error.detail ?? error.message)
        default:
            switch error.code {
            case "invalid_credentials": .wrongCredentials
            case let code? where code.contains("one_time_code"): .wrongCode
            default:
                .unusable(error.problems.isEmpty ? error.message : error.problems.map(\.message).joined(separator: " "))
            }
        }
    }
}

extension APIError {
    /// What the sign-in page could not do, as an answer.
    init(_ failure: SignInFailure) {
        switch failure {
        case .wrongCredentials:
            self.init(.badRequest, "invalid_credentials", "The email address or the password is wrong.")
        case .wrongCode: self.init(.badRequest, "invalid_one_time_code", "The code is wrong.")
        case .unusable(let message): self.init(.badRequest, "invalid_request", message)
        case .throttled(let retryAfter):
            self = .oauth(
                .tooManyRequests, "too_many_requests", "There were too many failed attempts. Try again later.")
            self.retryAfter = retryAfter
        case .unavailable(let detail):
            self.init(
                .unavailable, "unavailable", "Signing in does not work at the moment.", retryAfter: 2, detail: detail)
        }
    }

    /// For the pages, which show OAuth's errors.
    var oauthError: OAuthError {
        let code: OAuthError.Code =
            switch status {
            case .unavailable: .temporarilyUnavailable
            case .internalError: .serverError
            case .tooManyRequests: .tooManyRequests
            default: OAuthError.Code(rawValue: self.code ?? "invalid_request")
            }
        return OAuthError(code, message, detail: detail, retryAfter: retryAfter)
    }
}
