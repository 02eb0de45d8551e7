package dev.muster.gateway.admin;

/**
 * Why an administrator's request is not done: what happened, why, and what to do next. Thrown inside operations and caught in
 * one place; it has no stack trace, since it is the caller's doing. Messages hold no secrets.
 */
final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String remedy;

    private ApiProblem(int status, String code, String message, String remedy) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.remedy = remedy;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String remedy() {
        return remedy;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** 400: a field of the body or of the query is missing or wrong. */
    static ApiProblem badField(String field, String expected) {
        return new ApiProblem(400, "bad_field", field + " " + expected,
                "correct the field " + field + " and send it again");
    }

    /** 400: the body as a whole. */
    static ApiProblem badBody(String message) {
        return new ApiProblem(400, "bad_body", message, "send one JSON object of at most 1 MB");
    }

    /** 401: no token, or a wrong one. */
    static ApiProblem noToken() {
        return new ApiProblem(401, "no_token", "this needs the administrator's token",
                "send it as Authorization: Bearer <token>; it was shown once, at the first start; muster token rotate"
                        + " makes another");
    }

    /** 403: the certificate belongs to no connector that the tenant has now. */
    static ApiProblem notTheConnector() {
        return new ApiProblem(403, "not_the_connector", "this certificate is not that of the tenant's connector",
                "make a subscription for this site, or give its connector another certificate (docs/connector.md)");
    }

    /** 404: nothing of this name. */
    static ApiProblem notFound(String what) {
        return new ApiProblem(404, "not_found", what + " does not exist", "check the address");
    }

    /** 404: nothing of this name, and where to look it up. */
    static ApiProblem notFound(String what, String lookUp) {
        return new ApiProblem(404, "not_found", what + " does not exist", lookUp);
    }

    /** 405: the path exists, the method does not. */
    static ApiProblem wrongMethod() {
        return new ApiProblem(405, "wrong_method", "this address does not take that method", "see docs/admin-api.md");
    }

    /** 409: what is there already forbids it; says what won. */
    static ApiProblem conflict(String code, String message, String remedy) {
        return new ApiProblem(409, code, message, remedy);
    }

    /** 413: more than the bound. */
    static ApiProblem tooLarge() {
        return new ApiProblem(413, "too_large", "the body is larger than 1 MB", "send less at a time");
    }

    /** 429: too many wrong tokens. */
    static ApiProblem tooManyWrongTokens() {
        return new ApiProblem(429, "too_many_wrong_tokens", "too many requests with a wrong token",
                "wait a minute; a right token is never slowed down");
    }

    /** 429: results have to be fetched before more are made. */
    static ApiProblem resultsWait(int most) {
        return new ApiProblem(429, "results_wait", "at least " + most
                + " results of actions wait for the tenant's connector", "fetch and acknowledge them, then try again");
    }

    /** 500: our fault. */
    static ApiProblem internal() {
        return new ApiProblem(500, "internal", "the gateway could not do this because of a defect of its own",
                "its log says more");
    }

    /** 503: the store does not answer. */
    static ApiProblem storeUnavailable() {
        return new ApiProblem(503, "store_unavailable", "the store does not answer; nothing was changed", "try again");
    }
}
