package dev.muster.bench.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the arrows of docs/architecture.md pointing one way. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ArchitectureTest {
    private static final String CURE = " Cure: move the class to where its users and its needs both allow it, or turn the"
            + " dependency round with an interface below; docs/architecture.md has the table.";

    /** The gateway's packages from top to bottom, as docs/architecture.md lists them; one line is one layer. */
    private static final List<List<String>> LAYERS = List.of(List.of("cli"), List.of(""), List.of("net"),
            List.of("enrollment.apple", "enrollment.scep", "enrollment.windows"), List.of("enrollment"),
            List.of("admin"), List.of("routing"),
            List.of("handler.intune", "handler.office365", "handler.configmgr"), List.of("session"),
            List.of("authority"), List.of("settings"), List.of("licensing"), List.of("upkeep"),
            List.of("wake.apns", "wake.wns", "wake.fcm"), List.of("wake"), List.of("store.sql"), List.of("store"),
            List.of("metrics"), List.of("observe"), List.of("config"), List.of("model"));

    private static JavaClasses house;

    @BeforeAll
    static void readClasses() {
        house = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.muster");
        assertTrue(house.size() > 100, "the rules must see the code they judge; they saw " + house.size() + " classes");
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.muster.(**)").should().beFreeOfCycles()
                .because("a cycle is one package in disguise." + CURE)
                .check(house);
    }

    @Test
    void gatewayPackagesUseOnlyWhatStandsBelowThem() {
        classes().that().resideInAPackage("dev.muster.gateway..").should(pointDownwards())
                .because("the table of docs/architecture.md is the order." + CURE).check(house);
    }

    @Test
    void protocolKnowsNeitherNetworkNorDatabaseNorLogging() {
        noClasses().that().resideInAPackage("dev.muster.protocol..").should().dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.sql..", "javax.sql..", "java.net.http..", "java.nio.channels..",
                        "org.slf4j..", "java.util.logging..", "dev.muster.certs..", "dev.muster.gateway..",
                        "dev.muster.loadtest..")
                .because("protocol is bytes to messages and back." + CURE).check(house);
        noClasses().that().resideInAPackage("dev.muster.protocol..").should().dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.net.URLConnection").because("protocol opens no sockets." + CURE)
                .check(house);
    }

    @Test
    void modulesPointOneWay() {
        noClasses().that().resideInAPackage("dev.muster.certs..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.muster.protocol..", "dev.muster.gateway..", "dev.muster.loadtest..")
                .because("certs stands on Bouncy Castle alone." + CURE).check(house);
        noClasses().that().resideInAPackage("dev.muster.loadtest..").should().dependOnClassesThat()
                .resideInAPackage("dev.muster.gateway..")
                .because("the load generator judges the gateway and must not share its mind." + CURE).check(house);
        noClasses().that().resideInAPackage("dev.muster.gateway..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.muster.loadtest..", "dev.muster.bench..")
                .because("the gateway ships without its tests." + CURE).check(house);
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        noClasses().that().resideOutsideOfPackage("dev.muster.gateway.store.sql..").should().dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..").because("SQL lives in store.sql." + CURE).check(house);
    }

    /** R14: what a device is told in HTTP is decided in one place, so that no 401 slips in elsewhere. */
    @Test
    void onlyRefusalRendererNamesHttpStatusCodesTowardsDevices() {
        noClasses().that().resideInAPackage("dev.muster.gateway..").and()
                .doNotHaveFullyQualifiedName("dev.muster.gateway.net.RefusalRenderer").should()
                .accessFieldWhere(describe("names a constant of HttpResponseStatus", (JavaFieldAccess access) -> access
                        .getTargetOwner().isEquivalentTo(io.netty.handler.codec.http.HttpResponseStatus.class)))
                .because(
                        "R14: RefusalRenderer alone chooses HTTP status codes towards devices. Cure: return a Refusal and"
                                + " let RefusalRenderer render it.")
                .check(house);
        noClasses().that().resideInAPackage("dev.muster.gateway..").and()
                .doNotHaveFullyQualifiedName("dev.muster.gateway.net.RefusalRenderer").should()
                .callMethodWhere(describe("makes a HttpResponseStatus", (JavaAccess<?> call) -> call.getTargetOwner()
                        .isEquivalentTo(io.netty.handler.codec.http.HttpResponseStatus.class)
                        && call.getName().equals("valueOf")))
                .because("R14: RefusalRenderer alone chooses HTTP status codes towards devices.").check(house);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.muster.gateway.handler.(*)..", "dev.muster.gateway.wake.(*)..",
            "dev.muster.protocol.(*).."})
    void siblingsDoNotMeet(String siblings) {
        if (siblings.startsWith("dev.muster.protocol")) {
            // Codecs share the cursor below them; no message family knows another, but Apple's stands on property lists.
            noClasses().that().resideInAPackage("dev.muster.protocol.syncml..").should().dependOnClassesThat()
                    .resideInAnyPackage("dev.muster.protocol.plist..", "dev.muster.protocol.apple..").check(house);
            noClasses().that().resideInAPackage("dev.muster.protocol.plist..").should().dependOnClassesThat()
                    .resideInAnyPackage("dev.muster.protocol.syncml..", "dev.muster.protocol.apple..").check(house);
            return;
        }
        slices().matching(siblings).should().notDependOnEachOther().because("siblings never import one another." + CURE)
                .allowEmptyShould(true).check(house);
    }

    private static ArchCondition<JavaClass> pointDownwards() {
        return new ArchCondition<>("use only packages below their own") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                int from = layerOf(origin);
                origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                    JavaClass target = dependency.getTargetClass();
                    if (!target.getPackageName().startsWith("dev.muster.gateway")) {
                        return;
                    }
                    boolean same = target.getPackageName().equals(origin.getPackageName());
                    if (!same && layerOf(target) <= from) {
                        events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
                    }
                });
            }
        };
    }

    private static int layerOf(JavaClass type) {
        String name = type.getPackageName().substring("dev.muster.gateway".length());
        String relative = name.startsWith(".") ? name.substring(1) : name;
        for (int i = 0; i < LAYERS.size(); i++) {
            if (LAYERS.get(i).contains(relative)) {
                return i;
            }
        }
        throw new AssertionError(
                "package " + type.getPackageName() + " has no place in the order. Cure: give it a line in"
                        + " docs/architecture.md and in this test.");
    }
}
