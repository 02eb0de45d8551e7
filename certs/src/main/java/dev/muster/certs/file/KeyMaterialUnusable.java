package dev.muster.certs.file;

/**
 * For whoever starts a gateway: a key, a certificate or their directory cannot be used. One exception for the vault's key
 * file, the device CA and the server certificate, so that the command line catches one type and prints one line. The
 * message never holds content of a file.
 */
public final class KeyMaterialUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String what;
    private final String why;
    private final String cure;

    /**
     * @param what the file or directory and its role
     * @param why what is wrong with it
     * @param cure what to do next
     */
    public KeyMaterialUnusable(String what, String why, String cure) {
        this.what = what;
        this.why = why;
        this.cure = cure;
    }

    /** One line: what, why, cure. */
    @Override
    public String getMessage() {
        return what + ": " + why + ". " + cure;
    }

    /** The file or directory and its role. */
    public String what() {
        return what;
    }

    /** What is wrong with it. */
    public String why() {
        return why;
    }

    /** What to do next. */
    public String cure() {
        return cure;
    }
}
