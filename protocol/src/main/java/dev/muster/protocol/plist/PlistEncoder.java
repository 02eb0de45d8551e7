package dev.muster.protocol.plist;

import java.util.Base64;
import java.util.Map;

import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDate;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistReal;
import dev.muster.protocol.plist.PlistValue.PlistString;
import dev.muster.protocol.xml.XmlElement;
import dev.muster.protocol.xml.XmlWriter;

/** Serves {@link PlistCodec}: writes values. One encoder, one writer. */
final class PlistEncoder {
    private static final XmlElement DICT = XmlElement.of("dict");
    private static final XmlElement ARRAY = XmlElement.of("array");
    private static final XmlElement KEY = XmlElement.of("key");
    private static final XmlElement STRING = XmlElement.of("string");
    private static final XmlElement INTEGER = XmlElement.of("integer");
    private static final XmlElement REAL = XmlElement.of("real");
    private static final XmlElement TRUE = XmlElement.of("true");
    private static final XmlElement FALSE = XmlElement.of("false");
    private static final XmlElement DATE = XmlElement.of("date");
    private static final XmlElement DATA = XmlElement.of("data");

    private final XmlWriter out;

    PlistEncoder(XmlWriter out) {
        this.out = out;
    }

    void value(PlistValue value) {
        switch (value) {
            case PlistDict dict -> dict(dict);
            case PlistArray array -> array(array);
            case PlistString text -> out.leaf(STRING, text.value());
            case PlistInteger integer -> out.leaf(INTEGER, Long.toString(integer.value()));
            case PlistReal real -> out.leaf(REAL, PlistScalars.write(real.value()));
            case PlistBoolean truth -> out.empty(truth.value() ? TRUE : FALSE);
            case PlistDate date -> out.leaf(DATE, PlistScalars.write(date.value()));
            case PlistData data -> data(data);
        }
    }

    private void dict(PlistDict dict) {
        out.open(DICT);
        for (Map.Entry<String, PlistValue> entry : dict.entries().entrySet()) {
            out.leaf(KEY, entry.getKey());
            value(entry.getValue());
        }
        out.close(DICT);
    }

    private void array(PlistArray array) {
        out.open(ARRAY);
        for (PlistValue value : array.values()) {
            value(value);
        }
        out.close(ARRAY);
    }

    private void data(PlistData data) {
        out.open(DATA);
        out.raw(Base64.getEncoder().encode(data.value()));
        out.close(DATA);
    }
}
