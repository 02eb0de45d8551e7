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
import dev.muster.protocol.xml.XmlWriter;

/** Serves {@link PlistCodec}: writes values. One encoder, one writer. */
final class PlistEncoder {
    private final XmlWriter out;

    PlistEncoder(XmlWriter out) {
        this.out = out;
    }

    void value(PlistValue value) {
        switch (value) {
            case PlistDict dict -> dict(dict);
            case PlistArray array -> array(array);
            case PlistString text -> out.leaf(PlistTag.STRING.element, text.value());
            case PlistInteger integer -> out.leaf(PlistTag.INTEGER.element, Long.toString(integer.value()));
            case PlistReal real -> out.leaf(PlistTag.REAL.element, PlistScalars.write(real.value()));
            case PlistBoolean truth -> out.empty((truth.value() ? PlistTag.TRUE : PlistTag.FALSE).element);
            case PlistDate date -> out.leaf(PlistTag.DATE.element, PlistScalars.write(date.value()));
            case PlistData data -> data(data);
        }
    }

    private void dict(PlistDict dict) {
        out.open(PlistTag.DICT.element);
        for (Map.Entry<String, PlistValue> entry : dict.entries().entrySet()) {
            out.leaf(PlistTag.KEY.element, entry.getKey());
            value(entry.getValue());
        }
        out.close(PlistTag.DICT.element);
    }

    private void array(PlistArray array) {
        out.open(PlistTag.ARRAY.element);
        for (PlistValue value : array.values()) {
            value(value);
        }
        out.close(PlistTag.ARRAY.element);
    }

    private void data(PlistData data) {
        out.open(PlistTag.DATA.element);
        out.raw(Base64.getEncoder().encode(data.value()));
        out.close(PlistTag.DATA.element);
    }
}
