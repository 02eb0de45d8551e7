import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The last step of a build, run by Maven as a single source file: reads what the tests reported, prints every skip with
 * its reason, and says how far the newest soak report lies behind the code. Fails the build if a module that has tests ran
 * none, and in CI (environment variable CI is set) if a test was skipped that .ci/allowed-skips does not name.
 */
public final class BuildReport {
    private record Skip(String test, String reason) {
    }

    private record Count(int run, int failed, List<Skip> skips) {
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
        List<String> complaints = new ArrayList<>();
        int run = 0;
        int failed = 0;
        List<Skip> skips = new ArrayList<>();
        for (Path module : modulesWithTests(root)) {
            Count count = read(module.resolve("target/surefire-reports"));
            if (count.run() - count.skips().size() <= 0) {
                complaints.add("module " + module.getFileName() + " has tests and ran none. Cure: look for a wrong -Dtest, "
                        + "a missing junit-jupiter dependency, or test classes not named *Test.");
            }
            System.out.printf("tests      %-10s %4d run, %d failed, %d skipped%n", module.getFileName(), count.run(),
                    count.failed(), count.skips().size());
            run += count.run();
            failed += count.failed();
            skips.addAll(count.skips());
        }
        skips.forEach(skip -> System.out.println("skipped    " + skip.test() + ": " + skip.reason()));
        if (System.getenv("CI") != null) {
            Set<String> allowed = allowedSkips(root.resolve(".ci/allowed-skips"));
            skips.stream().filter(skip -> !allowed.contains(skip.test()))
                    .forEach(skip -> complaints.add("CI skips " + skip.test() + " (" + skip.reason()
                            + "). Cure: let .ci/run install what it needs, or name it in .ci/allowed-skips and say why."));
        }
        System.out.println("soak       " + soakDistance(root));
        System.out.printf("%d passed, %d failed, %d skipped%n", run - failed - skips.size(), failed, skips.size());
        complaints.forEach(complaint -> System.err.println("build report: " + complaint));
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private static List<Path> modulesWithTests(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .filter(module -> Files.isDirectory(module.resolve("src/test/java"))).sorted().toList();
        }
    }

    private static Count read(Path reports) throws Exception {
        if (!Files.isDirectory(reports)) {
            return new Count(0, 0, List.of());
        }
        int run = 0;
        int failed = 0;
        List<Skip> skips = new ArrayList<>();
        try (Stream<Path> files = Files.list(reports)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xml")).sorted().toList()) {
                NodeList cases = parse(file).getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) {
                    Element test = (Element) cases.item(i);
                    run++;
                    if (test.getElementsByTagName("failure").getLength() + test.getElementsByTagName("error").getLength() > 0) {
                        failed++;
                    }
                    if (test.getElementsByTagName("skipped").item(0) instanceof Element skipped) {
                        String name = test.getAttribute("classname") + "." + test.getAttribute("name");
                        String reason = skipped.getAttribute("message");
                        skips.add(new Skip(name, reason.isBlank() ? "no reason given" : reason.lines().findFirst().orElse("")));
                    }
                }
            }
        }
        return new Count(run, failed, skips);
    }

    private static Element parse(Path file) throws ParserConfigurationException, IOException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    }

    /** One test a line, {@code package.Class.method}; what follows a number sign is the reason. */
    private static Set<String> allowedSkips(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Set.of();
        }
        return Files.readAllLines(file).stream().map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many commits that touch shipped code came after the commit of the newest report in soak/. */
    private static String soakDistance(Path root) throws IOException, InterruptedException {
        Path directory = root.resolve("soak");
        Optional<Path> newest = Optional.empty();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                newest = files.filter(path -> path.toString().endsWith(".md")).max(Comparator.comparing(Path::getFileName));
            }
        }
        if (newest.isEmpty()) {
            return "no report yet; ./muster soak writes one";
        }
        Optional<String> commit = Files.readAllLines(newest.get()).stream().filter(line -> line.startsWith("- commit: "))
                .map(line -> line.substring("- commit: ".length()).replaceAll("[^0-9a-f].*", "")).findFirst();
        if (commit.isEmpty()) {
            return newest.get().getFileName() + " names no commit";
        }
        Process git = new ProcessBuilder("git", "rev-list", "--count", commit.get() + "..HEAD", "--", ":(glob)*/src/main/**")
                .directory(root.toFile()).redirectErrorStream(true).start();
        String answer = new String(git.getInputStream().readAllBytes()).strip();
        return git.waitFor() == 0
                ? "newest report " + newest.get().getFileName() + " lies " + answer + " commits of shipped code behind"
                : "newest report " + newest.get().getFileName() + " is of commit " + commit.get() + ", which git does not know here";
    }
}
