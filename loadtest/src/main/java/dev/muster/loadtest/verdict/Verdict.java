package dev.muster.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.device.HeldContent;

/**
 * Judges whether a device is where the rules say, from what it holds: exactly the settings of the service that R5 to R8 name,
 * nothing of the other one, nothing left over. Knows the defined settings and the rules, never an answer of the gateway.
 */
public final class Verdict {
    private static final String LEFT_OVER = "left over: ";

    private final List<DefinedSetting> defined;

    /** Judges by these settings; all are assigned to every device of their service. */
    public Verdict(List<DefinedSetting> defined) {
        this.defined = List.copyOf(defined);
    }

    /** Judges one device of a tenant in this mode. */
    public Judgement judge(TenantMode mode, Owner owner, EmulatedDevice device) {
        Optional<Service> service = ServingRules.serving(mode, owner);
        List<String> faults = new ArrayList<>(device.complaints());
        if (!device.enrolled()) {
            faults.add("it is not enrolled");
        }
        service.ifPresent(serving -> faults.addAll(differences(serving, device)));
        return new Judgement(device.name(), device.platform(), service, faults);
    }

    /** What this service wants on the device and the device does not hold, or holds differently (R10 asks for none). */
    public List<String> lacking(Service service, EmulatedDevice device) {
        return differences(service, device).stream().filter(fault -> !fault.startsWith(LEFT_OVER)).toList();
    }

    /** Everything in which the device differs from what this service wants on it; empty if it is exactly there. */
    public List<String> differences(Service service, EmulatedDevice device) {
        HeldContent held = device.held();
        FactReader reader = FactReader.read(held);
        List<String> faults = new ArrayList<>();
        Map<String, List<String>> has = byName(reader.facts());
        for (Wanted wanted : wanted(service, device)) {
            List<String> values = has.getOrDefault(wanted.fact().what(), List.of());
            if (values.isEmpty()) {
                faults.add("lacks " + shown(wanted.fact()) + " of \"" + wanted.setting() + "\"");
            } else if (!values.remove(wanted.fact().value())) {
                faults.add(wanted.fact().what() + " is not that of " + service.title()
                        + whose(wanted.fact().what(), values, service, device));
                values.removeFirst();
            }
        }
        has.forEach((what, values) -> values.forEach(value -> faults.add(LEFT_OVER + what)));
        reader.unexplained().forEach(what -> faults.add(LEFT_OVER + what));
        return faults;
    }

    private record Wanted(Fact fact, String setting) {}

    private List<Wanted> wanted(Service service, EmulatedDevice device) {
        List<Wanted> all = new ArrayList<>();
        for (DefinedSetting setting : defined) {
            if (setting.service() == service) {
                for (Fact fact : setting.facts(device.platform())) {
                    boolean shared = fact.equals(Fact.PASSWORD_REQUIRED);
                    if (!shared || all.stream().noneMatch(other -> other.fact().equals(fact))) {
                        all.add(new Wanted(fact, setting.name()));
                    }
                }
            }
        }
        return all;
    }

    /** Names the service whose version it is, if it is one's. */
    private String whose(String what, List<String> values, Service not, EmulatedDevice device) {
        for (DefinedSetting other : defined) {
            for (Fact fact : other.facts(device.platform())) {
                if (other.service() != not && fact.what().equals(what) && values.contains(fact.value())) {
                    return " but that of " + other.service().title() + " (\"" + other.name() + "\")";
                }
            }
        }
        return "";
    }

    /** A passphrase is a secret even in a demo. */
    private static String shown(Fact fact) {
        return fact.what().startsWith("wifi.") ? fact.what() : fact.toString();
    }

    private static Map<String, List<String>> byName(List<Fact> facts) {
        Map<String, List<String>> values = new TreeMap<>();
        facts.forEach(fact -> values.computeIfAbsent(fact.what(), _ -> new ArrayList<>()).add(fact.value()));
        return values;
    }
}
