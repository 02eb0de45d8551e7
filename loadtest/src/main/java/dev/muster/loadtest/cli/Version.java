package dev.muster.loadtest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import picocli.CommandLine.IVersionProvider;

/** What {@code muster demo --version} and its like say: the version, the commit if the build knew it, and the Java it runs on. */
public final class Version implements IVersionProvider {
    private static final String UNKNOWN = "unknown";

    /** For the command line library, which makes one when it is asked. */
    public Version() {}

    @Override
    public String[] getVersion() throws IOException {
        Properties built = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                built.load(in);
            }
        }
        String commit = built.getProperty("commit", UNKNOWN);
        return new String[] {"muster " + built.getProperty("version", UNKNOWN)
                + (commit.equals(UNKNOWN) ? "" : " (commit " + commit + ")") + ", Java " + Runtime.version()};
    }
}
