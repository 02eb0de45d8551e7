package dev.muster.gateway.independent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.muster.loadtest.target.GatewayProcess;

/** A device made of openssl and curl: key, request, certificate, and one curl a message. */
final class CurlDevice {
    private final Path directory;
    private final GatewayProcess gateway;
    private final Path root;

    /** What curl brought: its exit code, the HTTP status (0 if none), the version of HTTP, the content type and the body. */
    record Answer(int exit, int status, String version, String contentType, String body) {}

    CurlDevice(Path directory, GatewayProcess gateway, Path root) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.gateway = gateway;
        this.root = root;
    }

    /** Makes a key of this kind, for example {@code ec} or {@code rsa}, and trades the token for a certificate. */
    CurlDevice enrol(String token, boolean rsa) throws IOException, InterruptedException {
        if (rsa) {
            Tool.done(directory, "openssl", "genrsa", "-out", "key.pem", "2048");
        } else {
            Tool.done(directory, "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
        }
        Tool.done(directory, "openssl", "req", "-new", "-key", "key.pem", "-subj", "/CN=device", "-out", "device.csr");
        Tool.done(directory, "curl", "-sS", "--fail-with-body", "--cacert", root.toString(), "--data-binary",
                "@device.csr", "-H", "Content-Type: application/pkcs10", "-o", "chain.pem",
                gateway.enrol() + "/enroll/certificate?token=" + token);
        return this;
    }

    /** Certificate and key of somebody who is no device of ours. */
    CurlDevice selfSigned() throws IOException, InterruptedException {
        Tool.done(directory, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", "key.pem", "-subj", "/CN=stranger", "-days", "30", "-out", "chain.pem");
        return this;
    }

    Answer send(String method, String path, String contentType, String body, String... more)
            throws IOException, InterruptedException {
        Files.writeString(directory.resolve("body"), body);
        Files.deleteIfExists(directory.resolve("answer"));
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--cacert", root.toString(), "-X", method,
                "--data-binary", "@body", "-H", "Content-Type: " + contentType, "-o", "answer", "-w",
                "\n%{http_code} %{http_version} %{content_type}"));
        if (Files.exists(directory.resolve("chain.pem"))) {
            command.addAll(List.of("--cert", "chain.pem", "--key", "key.pem"));
        }
        command.addAll(List.of(more));
        command.add(gateway.checkIn() + path);
        Tool.Run run = Tool.run(directory, command);
        String[] last = run.output().substring(run.output().lastIndexOf('\n') + 1).split(" ", 3);
        Path answer = directory.resolve("answer");
        return new Answer(run.exit(), Integer.parseInt(last[0]), last[1], last.length > 2 ? last[2] : "",
                Files.exists(answer) ? Files.readString(answer) : "");
    }
}
