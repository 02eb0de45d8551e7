package dev.muster.gateway.admin;

/** One operation of the administrators' API. Virtual threads call it; it may block on the store. */
interface Operation {
    /** HTTP method, such as {@code POST}. */
    String method();

    /** Path below {@code /muster/v1}, with names of path parameters in braces. */
    String path();

    /** Does it, or throws {@link ApiProblem}. */
    Answer handle(Call call);
}
