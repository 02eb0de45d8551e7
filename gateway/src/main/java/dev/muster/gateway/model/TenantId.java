package dev.muster.gateway.model;

import java.util.regex.Pattern;

/**
 * One organisation.
 *
 * @param value 1 to 40 characters: lower-case letters, digits and hyphens, not starting with a hyphen
 */
public record TenantId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public TenantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a tenant id has 1 to 40 lower-case letters, digits and hyphens and starts with no hyphen");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
