package dev.muster.gateway.admin;

/** The one form of every error of the API. */
record ErrorBody(Detail error) {
    record Detail(String code, String message, String remedy) {}

    static ErrorBody of(ApiProblem problem) {
        return new ErrorBody(new Detail(problem.code(), problem.text(), problem.remedy()));
    }
}
