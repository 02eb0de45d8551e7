package dev.muster.protocol.enrollment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.stream.XMLStreamException;

import dev.muster.protocol.MalformedMessage;

/**
 * A client provisioning document ({@code wap-provisioningdoc}, version 1.1): a tree of characteristics with parameters, in which a
 * Windows device is told its certificates and its server. The text form shows no values.
 */
public record ProvisioningDocument(List<Characteristic> characteristics) {
    private static final String ROOT = "wap-provisioningdoc";

    public ProvisioningDocument {
        characteristics = List.copyOf(characteristics);
    }

    /** A node: parameters first, then what stands below it; in between their order says nothing. */
    public record Characteristic(String type, List<Parm> parms, List<Characteristic> children) {
        public Characteristic {
            parms = List.copyOf(parms);
            children = List.copyOf(children);
        }

        /** A node with nodes below it. */
        public static Characteristic of(String type, Characteristic... children) {
            return new Characteristic(type, List.of(), List.of(children));
        }

        /** A node with parameters. */
        public static Characteristic of(String type, Parm... parms) {
            return new Characteristic(type, List.of(parms), List.of());
        }

        /** The first node of this type below; empty if there is none. */
        public Optional<Characteristic> child(String wanted) {
            return children.stream().filter(child -> child.type.equals(wanted)).findFirst();
        }

        /** The value of the first parameter of this name; empty if there is none or it has no value. */
        public Optional<String> value(String name) {
            return parms.stream().filter(parm -> parm.name.equals(name)).findFirst().flatMap(Parm::value);
        }
    }

    /**
     * A parameter.
     *
     * @param datatype {@code boolean}, {@code integer} or {@code string}; empty: a string
     */
    public record Parm(String name, Optional<String> value, Optional<String> datatype) {
        /** A text. */
        public static Parm of(String name, String value) {
            return new Parm(name, Optional.of(value), Optional.empty());
        }

        /** A number. */
        public static Parm of(String name, long value) {
            return new Parm(name, Optional.of(Long.toString(value)), Optional.of("integer"));
        }

        /** True or false. */
        public static Parm of(String name, boolean value) {
            return new Parm(name, Optional.of(Boolean.toString(value)), Optional.of("boolean"));
        }

        /** One whose presence says all. */
        public static Parm flag(String name) {
            return new Parm(name, Optional.empty(), Optional.empty());
        }

        @Override
        public String toString() {
            return "Parm[" + name + "]";
        }
    }

    /** The first node of this type; empty if there is none. */
    public Optional<Characteristic> child(String type) {
        return characteristics.stream().filter(child -> child.type().equals(type)).findFirst();
    }

    /**
     * Encodes the document without an XML declaration, as clients know it.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry
     */
    public byte[] encode() {
        return XmlOut.document(out -> {
            out.open(ROOT).attribute("version", "1.1");
            for (Characteristic characteristic : characteristics) {
                write(out, characteristic);
            }
            out.close();
        });
    }

    private static void write(XmlOut out, Characteristic characteristic) throws XMLStreamException {
        out.open("characteristic").attribute("type", characteristic.type());
        for (Parm parm : characteristic.parms()) {
            out.open("parm").attribute("name", parm.name());
            if (parm.value().isPresent()) {
                out.attribute("value", parm.value().get());
            }
            if (parm.datatype().isPresent()) {
                out.attribute("datatype", parm.datatype().get());
            }
            out.close();
        }
        for (Characteristic child : characteristic.children()) {
            write(out, child);
        }
        out.close();
    }

    /**
     * Decodes a document, within the bounds of {@link EnrollmentCodec}.
     *
     * @throws MalformedMessage if it is none
     */
    public static ProvisioningDocument decode(byte[] body) throws MalformedMessage {
        return new ProvisioningDocument(characteristics(XmlTree.read(body, "", ROOT)));
    }

    /** Recurses once per level, which the tree's limit bounds. */
    private static List<Characteristic> characteristics(Element parent) throws MalformedMessage {
        List<Characteristic> characteristics = new ArrayList<>();
        for (Element element : parent.all("characteristic")) {
            List<Parm> parms = new ArrayList<>();
            for (Element parm : element.all("parm")) {
                parms.add(new Parm(parm.required("name").rawText(), attribute(parm, "value"),
                        attribute(parm, "datatype")));
            }
            characteristics
                    .add(new Characteristic(element.required("type").rawText(), parms, characteristics(element)));
        }
        return characteristics;
    }

    private static Optional<String> attribute(Element parm, String name) throws MalformedMessage {
        Optional<Element> attribute = parm.child(name);
        return attribute.isPresent() ? Optional.of(attribute.get().rawText()) : Optional.empty();
    }
}
