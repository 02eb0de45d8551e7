package dev.muster.protocol.apple;

/**
 * A declaration as the gateway offers it (Apple's device-management schema, declarative/declarations), rendered by
 * {@link DeclarationCodec}. The server token names its content: another token is another content.
 */
public sealed interface AppleDeclaration {
    /** The kinds of a manifest. */
    enum Kind {
        ACTIVATION("Activations", "activation"), CONFIGURATION("Configurations", "configuration"),
        ASSET("Assets", "asset"), MANAGEMENT("Management", "management");

        private final String manifestKey;
        private final String endpoint;

        Kind(String manifestKey, String endpoint) {
            this.manifestKey = manifestKey;
            this.endpoint = endpoint;
        }

        String manifestKey() {
            return manifestKey;
        }

        /** As it stands in {@code declaration/<kind>/<identifier>}. */
        public String endpoint() {
            return endpoint;
        }
    }

    /** What devices call it. */
    String identifier();

    /** Names its content. */
    String serverToken();

    /** Where a manifest lists it. */
    Kind kind();

    /** Its type in the schema. */
    String type();

    /** A configuration profile to fetch from {@code url} and to install; accounts and passcode rules in it are ignored. */
    record LegacyProfile(String identifier, String serverToken, String url) implements AppleDeclaration {
        @Override
        public Kind kind() {
            return Kind.CONFIGURATION;
        }

        @Override
        public String type() {
            return "com.apple.configuration.legacy";
        }
    }

    /** Installs one configuration. */
    record Activation(String identifier, String serverToken, String configuration) implements AppleDeclaration {
        @Override
        public Kind kind() {
            return Kind.ACTIVATION;
        }

        @Override
        public String type() {
            return "com.apple.activation.simple";
        }
    }

    /** Asks for a status item whenever it changes. */
    record StatusSubscription(String identifier, String serverToken, String statusItem) implements AppleDeclaration {
        @Override
        public Kind kind() {
            return Kind.CONFIGURATION;
        }

        @Override
        public String type() {
            return "com.apple.configuration.management.status-subscriptions";
        }
    }
}
