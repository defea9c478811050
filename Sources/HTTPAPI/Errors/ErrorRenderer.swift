internal import CredentialVault
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Logging
internal import NIOCore
internal import OAuth
internal import WorkOSEmulator

/// The one edge where errors become answers. What is for the log goes to the log.
struct ErrorRenderer<Context: RequestContext>: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as OAuthError {
            log(error.detail, error.logLevel, context)
            return error.response
        } catch let error as VaultError {
            log(error.detail, .error, context)
            return error.response
        } catch let error as APIError {
            log(error.detail, error.logLevel, context)
            return error.response
        } catch let error as ControlError {
            log(error.detail, error.logLevel, context)
            return error.response
        } catch is NIOTooManyBytesError {
            return ErrorRenderer.response(.contentTooLarge, request)
        } catch let error as HTTPError {
            return ErrorRenderer.response(error.status, request)
        } catch is CancellationError {
            // The server is stopping, or the client has gone: nobody reads an answer, and nothing went wrong.
            throw CancellationError()
        } catch {
            log("\(error)", .error, context)
            return ErrorRenderer.response(.internalServerError, request)
        }
    }

    private func log(_ detail: String?, _ level: Logger.Level, _ context: Context) {
        if let detail { context.logger.log(level: level, "request failed", metadata: ["detail": .string(detail)]) }
    }

    /// What the framework refuses: no such route, a body beyond its limit, and the like.
    static func response(_ status: HTTPResponse.Status, _ request: Request) -> Response {
        let description =
            switch status {
            case .notFound: "There is nothing at \(request.method.rawValue) \(request.uri.path.prefix(200))"
            case .contentTooLarge: "The body is larger than this endpoint takes"
            default: status.reasonPhrase
            }
        let code = status.reasonPhrase.lowercased().replacing(" ", with: "_")
        return Response(
            status: status, json: ["error": .string(code), "error_description": .string(description)],
            cacheControl: "no-store")
    }
}
