package dev.muster.certs.apns;

/** What came of reading a push certificate; a bad one is a value, since an administrator uploads it. */
public sealed interface PushCertificateReading {
    /** It can be used. */
    record Usable(PushCertificate certificate) implements PushCertificateReading {}

    /** It cannot; the problem is safe to show and to log. */
    record Unusable(Problem problem) implements PushCertificateReading {}

    /** What is wrong, why it matters, what to do. */
    enum Problem {
        /** No readable certificate. */
        CERTIFICATE_UNREADABLE("the certificate is not readable PEM",
                "Muster needs the file that Apple's push certificate portal offers for download",
                "Download the .pem file from identity.apple.com/pushcert and upload it unchanged"),
        /** The subject has no UID. */
        NO_TOPIC("the certificate's subject has no UID", "the UID names the topic devices enrol with",
                "Upload an MDM push certificate; certificates for servers, apps or signing have no such UID"),
        /** The key is encrypted. */
        KEY_ENCRYPTED("the private key is encrypted", "Muster seals keys by itself and knows no passphrase",
                "Decrypt it with: openssl pkcs8 -topk8 -nocrypt"),
        /** The key is in an older format. */
        KEY_NOT_PKCS8("the private key is not in PKCS#8 form", "Muster reads one form only",
                "Convert it with: openssl pkcs8 -topk8 -nocrypt"),
        /** No readable key. */
        KEY_UNREADABLE("the private key is not readable PEM", "without the key nothing can be sent to Apple",
                "Upload the key the certificate's request was made with, as PKCS#8 PEM (RSA or EC)"),
        /** Certificate and key are of different pairs. */
        KEY_OF_ANOTHER_CERTIFICATE("the private key does not belong to the certificate",
                "Apple would refuse the connection", "Upload the key the certificate's request was made with"),
        /** The certificate came alone, and no key that waits here is its. */
        KEY_NOT_HERE("no key that waits here belongs to the certificate",
                "it was requested with another key, or for another authority",
                "Upload the key the certificate's request was made with, or make a request with muster apns csr and have"
                        + " that one signed"),
        /** No readable PKCS#12, another password, or not exactly one key. */
        PKCS12_UNREADABLE("the file is no readable PKCS#12 of one key with its certificate, or the password is another",
                "without certificate and key nothing can be sent to Apple",
                "Check the password, or export certificate and key as PEM");

        private final String what;
        private final String why;
        private final String cure;

        Problem(String what, String why, String cure) {
            this.what = what;
            this.why = why;
            this.cure = cure;
        }

        /** What is wrong, without a full stop. */
        public String what() {
            return what;
        }

        /** Why it matters, without a full stop. */
        public String why() {
            return why;
        }

        /** What to do next. */
        public String cure() {
            return cure;
        }
    }
}
